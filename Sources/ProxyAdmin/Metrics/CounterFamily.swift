import ProxyFanout

/// The metrics that counters become: several counters may be one metric, told apart by a label.
struct CounterFamily {
    /// The name between `holdfast_` and `_total`.
    let name: String
    let help: String
    /// The label's name, if there is one, and the counters by its values.
    let label: String?
    let members: [(value: String, counter: Counter)]

    init(_ name: String, _ help: String, _ counter: Counter) {
        self.name = name
        self.help = help
        self.label = nil
        self.members = [("", counter)]
    }

    init(_ name: String, _ help: String, by label: String, _ members: [(String, Counter)]) {
        self.name = name
        self.help = help
        self.label = label
        self.members = members.map { (value: $0.0, counter: $0.1) }
    }

    /// The metric.
    func metric(_ value: (Counter) -> Int) -> MetricFamily {
        let name = "holdfast_\(self.name)_total"
        guard let label else {
            let sum = self.members.reduce(0) { $0 + value($1.counter) }
            return MetricFamily(name, .counter, self.help, Double(sum))
        }
        return MetricFamily(name, .counter, self.help, by: label, self.members.map { ($0.value, value($0.counter)) })
    }

    /// The metrics of all counters; those without a place in `named` are called after themselves.
    static let all: [CounterFamily] = {
        let placed = Set(Self.named.flatMap { $0.members.map(\.counter) })
        let rest = Counter.allCases.filter { !placed.contains($0) }.map { counter in
            let words = Self.words(of: "\(counter)")
            return CounterFamily(
                words.joined(separator: "_"),
                "Since the start: \(words.joined(separator: " ")).",
                counter
            )
        }
        return Self.named + rest
    }()

    /// The words of a name in camel case, in small letters: `sockJSSessions` is `sockjs sessions`.
    static func words(of name: String) -> [String] {
        var words: [String] = []
        for character in name.replacing("sockJS", with: "sockjs").replacing("ZeroMQ", with: "Zeromq") {
            if words.isEmpty || character.isUppercase {
                words.append("")
            }
            words[words.count - 1].append(character.lowercased())
        }
        return words
    }
}
