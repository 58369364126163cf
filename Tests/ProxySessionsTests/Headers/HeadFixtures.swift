import HTTP1
import ProxyRouting
import ProxySessions
import Testing

extension HeaderFields {
    /// Fields written as they stand in a head, one line each.
    init(_ lines: [String]) {
        self.init()
        for line in lines {
            let parts = line.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
            self.append(String(parts[0]), parts.count > 1 ? String(parts[1]) : "")
        }
    }

    /// The fields as they stand in a head, one line each.
    var lines: [String] { self.map { "\($0.nameString): \($0.valueString)" } }
}

extension RequestHead {
    init(_ method: String, _ target: String, version: HTTPVersion = .http11, _ lines: [String] = []) {
        self.init(method: method, target: Array(target.utf8), version: version, fields: HeaderFields(lines))
    }

    /// `GET /` with these lines.
    init(_ lines: [String] = []) {
        self.init("GET", "/", lines)
    }
}

/// The route of one line of a routes file.
func makeRoute(_ line: String = "* localhost:80") throws -> Route {
    let table = RouteTable(parsing: line)
    return try #require(table.routes.first, "\(table.diagnostics)")
}

/// The lines an origin sees for a client's lines, with the shortest possible `Grip-Feature`.
func originLines(
    _ client: RequestHead,
    framing: BodyFraming = .none,
    rules: RequestRules = RequestRules(gripFeatures: "f"),
    route line: String = "* localhost:80",
    trusted: Bool = false,
    change: (inout RequestContext) -> Void = { _ in }
) throws -> [String] {
    let route = try makeRoute(line)
    var context = RequestContext(grip: GripPolicy(route: route, isTrustedClient: trusted), isTLS: false)
    context.peerAddress = "192.0.2.1"
    change(&context)
    let uri = try RequestURI(client).rewritten(by: route, toward: route.targets[0])
    return rules.originHead(for: client, framing: framing, uri: uri, route: route, context: context).fields.lines
}
