import ProxySessions

extension ValueFormat where Value == [String] {
    /// A list of header names.
    static let headerNames = ValueFormat.list(
        "list of header names",
        of: "header name",
        expecting: "separate names with commas",
        item: { text in text.utf8.allSatisfy { 0x21...0x7E ~= $0 && $0 != UInt8(ascii: ":") } ? text : nil },
        print: { $0 }
    )

    /// A list of host names or addresses, without ports.
    static let hosts = ValueFormat.list(
        "list of hosts",
        of: "host",
        expecting: "write names or IP addresses, without ports",
        item: { ListenAddress.parseHost($0)?.lowercased() },
        print: { $0 }
    )
}

extension ValueFormat where Value == FileMode? {
    /// Permission bits; `nil` when empty.
    static let fileMode = ValueFormat("octal mode", expecting: "write octal digits, such as 660") { text in
        text.isEmpty ? .some(nil) : FileMode(parsing: text).map { .some($0) }
    } print: {
        $0?.description ?? ""
    }
}

extension ValueFormat where Value == StatisticsFormat {
    /// The name of a format.
    static let statisticsFormat = ValueFormat("format", expecting: "write tnetstring or json") {
        StatisticsFormat(rawValue: $0)
    } print: {
        $0.rawValue
    }
}

extension ValueFormat where Value == LogFormat {
    /// `pushpin`, `text` or `json`.
    static let logFormat = ValueFormat("format", expecting: "write pushpin, text or json") {
        LogFormat(rawValue: $0)
    } print: {
        $0.rawValue
    }
}

extension ValueFormat where Value == ForwardedProtocol {
    /// A boolean or `proto-only`.
    static let forwardedProtocol = ValueFormat(
        "boolean or proto-only",
        expecting: "write true, proto-only or false"
    ) { text in
        if text.lowercased() == "proto-only" {
            return .protoOnly
        }
        // Fails when it is no boolean either, which is then the answer.
        let isOn = try? ValueFormat<Bool>.boolean.parse(IniValue(verbatim: text))
        return isOn.map { $0 ? .both : .none }
    } print: {
        switch $0 {
        case .none: "false"
        case .protoOnly: "proto-only"
        case .both: "true"
        }
    }
}

extension ValueFormat where Value == ForwardedForRule {
    /// A list of `truncate:N` and `append`.
    static let forwardedFor = ValueFormat(
        name: "list of truncate:N, append",
        parse: { (value) throws(ValueProblem) in
            let items = value.items.filter { !$0.hasNoEffectBecauseQuoted }
            do throws(ForwardedForError) {
                return try ForwardedForRule(items: items.map(\.text))
            } catch {
                let text =
                    switch error {
                    case .invalidCount(let item), .unknownItem(let item): item
                    }
                throw ValueProblem(
                    "\"\(text)\" is not a rule",
                    suggestion: "write truncate:N, append or both, separated by a comma",
                    column: items.first { $0.text == text }?.column
                )
            }
        },
        print: { rule in
            [rule.keptCount.map { "truncate:\($0)" }, rule.appendsPeer ? "append" : nil].compactMap(\.self)
                .joined(separator: ",")
        }
    )
}

extension IniValue.Item {
    /// Whether this is several items in one pair of quotes.
    ///
    /// Compatibility: in Pushpin's dialect that is one item which no rule knows, and it has no effect (reference:
    /// behaviour 2.3). A file like that must load, so it gets a warning instead of an error.
    var hasNoEffectBecauseQuoted: Bool { self.isQuoted && self.text.contains(",") }
}

extension ValueFormat where Value == LogLevels {
    /// `LEVEL` and `SERVICE:LEVEL` in a list (reference: behaviour 2.1).
    static let logLevels = ValueFormat(
        name: "list of [SERVICE:]LEVEL",
        parse: { (value) throws(ValueProblem) in
            var levels = LogLevels()
            for item in value.items {
                let parts = item.text.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
                guard let number = parts.last.flatMap({ Int($0) }), number >= 0 else {
                    throw ValueProblem(
                        "\"\(item.text)\" is not a log level",
                        suggestion: "write 0 to 4, or a part with a level such as proxy:3",
                        column: item.column
                    )
                }
                // Numbers above the last level mean the last, as in Pushpin.
                let level = LogLevels.Level(rawValue: min(number, LogLevels.Level.trace.rawValue)) ?? .trace
                if parts.count == 1 {
                    levels.overall = level
                } else {
                    try levels.set(level, service: String(parts[0]), column: item.column)
                }
            }
            return levels
        },
        print: { $0.description }
    )
}

extension LogLevels {
    /// The parts by the present and former names of the Pushpin processes that do their work.
    private static let serviceNames: [String: Service] = [
        "connmgr": .connectionManager, "condure": .connectionManager, "proxy": .proxy, "pushpin-proxy": .proxy,
        "handler": .handler, "pushpin-handler": .handler,
    ]

    /// Processes of Pushpin that have no counterpart here; a level for them is accepted.
    private static let absentServiceNames: Set = ["runner", "zurl", "mongrel2", "m2adapter"]

    fileprivate mutating func set(_ level: Level, service name: String, column: Int?) throws(ValueProblem) {
        if let service = Self.serviceNames[name] {
            self.services[service] = level
        } else if !Self.absentServiceNames.contains(name) {
            throw ValueProblem(
                "\"\(name)\" is no part with a log level",
                suggestion: "write connmgr, proxy or handler before the colon",
                column: column
            )
        }
    }
}
