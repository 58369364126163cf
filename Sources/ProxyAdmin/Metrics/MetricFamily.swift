import NIOCore

/// All samples of one metric, with what Prometheus is told about it.
///
/// Source: the Prometheus text format, version 0.0.4.
struct MetricFamily: Equatable {
    /// The kinds of metrics.
    enum Kind: String {
        case counter, gauge, histogram
    }

    /// One line.
    struct Sample: Equatable {
        /// Appended to the name, for the parts of a histogram.
        var suffix = ""
        /// Names and values, which come from the program and never from traffic.
        var labels: [Label] = []
        var value: Double
    }

    struct Label: Equatable {
        var name: String
        var value: String
    }

    let name: String
    let kind: Kind
    let help: String
    var samples: [Sample]

    /// A metric of one sample.
    init(_ name: String, _ kind: Kind, _ help: String, _ value: Double) {
        self.init(name, kind, help, samples: [Sample(value: value)])
    }

    /// A metric of several samples.
    init(_ name: String, _ kind: Kind, _ help: String, samples: [Sample]) {
        self.name = name
        self.kind = kind
        self.help = help
        self.samples = samples
    }

    /// A metric with a sample for each value of a label.
    init(_ name: String, _ kind: Kind, _ help: String, by label: String, _ values: [(String, Int)]) {
        self.init(
            name,
            kind,
            help,
            samples: values.map { Sample(labels: [Label(name: label, value: $0.0)], value: Double($0.1)) }
        )
    }

    /// Appends the text of the metric.
    func write(to text: inout ByteBuffer) {
        text.writeString("# HELP \(self.name) \(self.help)\n# TYPE \(self.name) \(self.kind.rawValue)\n")
        for sample in self.samples {
            text.writeString(self.name + sample.suffix)
            if !sample.labels.isEmpty {
                let labels = sample.labels.map { "\($0.name)=\"\(Self.escaped($0.value))\"" }
                text.writeString("{" + labels.joined(separator: ",") + "}")
            }
            text.writeString(" \(Self.text(of: sample.value))\n")
        }
    }

    /// A whole number without a fraction; any other as Swift writes it.
    private static func text(of value: Double) -> String {
        Int(exactly: value).map { String($0) } ?? (value.isInfinite ? "+Inf" : "\(value)")
    }

    private static func escaped(_ value: String) -> String {
        value.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"").replacing("\n", with: "\\n")
    }
}
