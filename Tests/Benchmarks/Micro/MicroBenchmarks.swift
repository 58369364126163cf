/// Does one piece of work so many times: `MicroBenchmarks NAME COUNT`; without arguments it prints the names.
///
/// It measures nothing itself. `Tests/Benchmarks/micro` runs it with two counts under something that counts
/// instructions or allocations; the difference belongs to the work alone.
@main
enum MicroBenchmarks {
    static var all: [any MicroBenchmark.Type] {
        [PublishParsing.self, RouteMatching.self, ItemDelivery.self, RequestProxying.self]
    }

    static func main() throws {
        let arguments = CommandLine.arguments.dropFirst()
        guard let name = arguments.first else {
            for benchmark in Self.all {
                print(benchmark.name, benchmark.count)
            }
            return
        }
        guard let benchmark = Self.all.first(where: { $0.name == name }) else { throw UnknownBenchmark(name: name) }
        let count = arguments.dropFirst().first.flatMap { Int($0) } ?? benchmark.count
        var work = try benchmark.init()
        for _ in 0..<count {
            try work.run()
        }
    }
}

/// A name that no benchmark has.
struct UnknownBenchmark: Error {
    let name: String
}
