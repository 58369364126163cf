extension RouteCondition {
    /// Reads the first section of a line (reference: behaviour 1.3).
    init(parsing section: RouteLineSection) throws(RouteLineError) {
        let value = String(decoding: section.value, as: UTF8.self)
        switch value {
        case "": self.domain = .unreachable
        case "*": self.domain = .any
        default: self.domain = .exact(HostText.key(value))
        }
        self.proto = try section.choice("proto", orElse: .proto)
        let tls: YesOrNo? = try section.choice("ssl", orElse: .tls)
        self.tls = tls.map { $0 == .yes }
        if let prefix = section.last("path_beg") {
            guard !prefix.value.isEmpty else {
                throw RouteLineError(problem: .emptyPathPrefix, offset: prefix.offset)
            }
            self.pathPrefix = prefix.value
        } else {
            self.pathPrefix = []
        }
    }

    private enum YesOrNo: String {
        case yes
        case no
    }

    /// The id of a route whose line gives none: `domain,proto,ssl,path`, with `*` for "any".
    var generatedID: String {
        let host =
            switch domain {
            case .any: "*"
            case .exact(let host): host
            case .unreachable: ""
            }
        let tls = self.tls.map { $0 ? "yes" : "no" }
        let path = pathPrefix.isEmpty ? "*" : String(decoding: pathPrefix, as: UTF8.self)
        return "\(host),\(proto?.rawValue ?? "*"),\(tls ?? "*"),\(path)"
    }
}
