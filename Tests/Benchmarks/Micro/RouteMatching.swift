import ProxyRouting

/// Finds the route of a request among 100 hosts with three paths each.
struct RouteMatching: MicroBenchmark {
    static let name = "match-route"
    static let count = 20000

    private let table: RouteTable
    private let path = Array("/api/v1/events?after=17".utf8)

    init() {
        let lines = (0..<100).map { host in
            """
            host\(host).example localhost:1000
            host\(host).example,path_beg=/api localhost:1001
            host\(host).example,path_beg=/static localhost:1002

            """
        }
        self.table = RouteTable(parsing: lines.joined())
    }

    mutating func run() throws {
        let route = self.table.route(host: "host50.example", path: self.path, isTLS: false, isWebSocket: false)
        guard route?.targets.count == 1 else { throw UnexpectedOutcome() }
    }
}
