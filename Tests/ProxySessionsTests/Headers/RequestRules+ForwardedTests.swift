import HTTP1
import ProxySessions
import Testing

/// Reference: behaviour 3.3, steps 8 and 9.
struct RequestRulesForwardedTests {
    private static func rule(_ items: [String]) throws -> ForwardedForRule { try ForwardedForRule(items: items) }

    @Test(arguments: [
        // Rule, client's lines, origin's lines
        ([], ["X-Forwarded-For: 10.1.1.1, 10.2.2.2"], ["X-Forwarded-For: 10.1.1.1, 10.2.2.2"]),
        ([], [], []),
        // The default merges and moves to the end, but adds and drops nothing.
        ([], ["x-forwarded-for: a", "X: 1", "X-Forwarded-For: b,c ,, d"], ["X: 1", "X-Forwarded-For: a, b, c, d"]),
        ([], ["X-Forwarded-For: "], []),
        (["append"], [], ["X-Forwarded-For: 192.0.2.1"]),
        (["append"], ["X-Forwarded-For: a"], ["X-Forwarded-For: a, 192.0.2.1"]),
        (["truncate:0"], ["X-Forwarded-For: a, b"], []),
        (["truncate:1", "append"], ["X-Forwarded-For: a, b, c"], ["X-Forwarded-For: c, 192.0.2.1"]),
        (["append", "truncate:1"], ["X-Forwarded-For: a, b, c"], ["X-Forwarded-For: c, 192.0.2.1"]),
        (["truncate:2"], ["X-Forwarded-For: a, b", "X-Forwarded-For: c"], ["X-Forwarded-For: b, c"]),
        (["truncate:9"], ["X-Forwarded-For: a, b"], ["X-Forwarded-For: a, b"]),
    ])
    func forwardedForFollowsItsRule(_ items: [String], _ client: [String], _ origin: [String]) throws {
        let head = RequestHead(["Host: localhost"] + client)
        let rule = try Self.rule(items)
        let plain = RequestRules(forwardedFor: rule, gripFeatures: "f")
        #expect(try originLines(head, rules: plain, route: "*,no_grip localhost:80") == ["Host: localhost"] + origin)
        let trusted = RequestRules(trustedForwardedFor: rule)
        #expect(try originLines(head, rules: trusted, trusted: true) == ["Host: localhost"] + origin)
    }

    @Test func unixSocketHasNoAddressToAppend() throws {
        let rules = RequestRules(trustedForwardedFor: try Self.rule(["append"]))
        let lines = try originLines(RequestHead(["Host: localhost"]), rules: rules, trusted: true) {
            $0.peerAddress = nil
        }
        #expect(lines == ["Host: localhost"])
    }

    @Test(arguments: [
        // accept, set, TLS, WebSocket, origin's lines
        (false, ForwardedProtocol.none, true, false, ["X-Forwarded-Proto: https", "X-Forwarded-Protocol: https"]),
        (true, .none, true, false, []),
        (false, .protoOnly, false, false, []),
        (false, .protoOnly, true, false, ["X-Forwarded-Proto: https"]),
        (false, .protoOnly, true, true, ["X-Forwarded-Proto: wss"]),
        (false, .both, true, false, ["X-Forwarded-Proto: https", "X-Forwarded-Protocol: https"]),
        (true, .both, true, true, ["X-Forwarded-Proto: wss", "X-Forwarded-Protocol: wss"]),
        (false, .both, false, true, []),
    ])
    func protocolHeadersOfTheClientGiveWay(
        _ accepts: Bool,
        _ sets: ForwardedProtocol,
        _ isTLS: Bool,
        _ isWebSocket: Bool,
        _ origin: [String]
    ) throws {
        let rules = RequestRules(acceptsForwardedProtocol: accepts, forwardedProtocol: sets)
        let head = RequestHead(["Host: localhost", "X-Forwarded-Proto: https", "X-Forwarded-Protocol: https"])
        let lines = try originLines(head, rules: rules, trusted: true) {
            $0.isTLS = isTLS
            $0.isWebSocket = isWebSocket
        }
        #expect(lines == ["Host: localhost"] + origin)
    }

    @Test(arguments: [
        // accept, connection is TLS, client's lines, counts as TLS
        (false, false, ["X-Forwarded-Proto: https"], false),
        (false, true, ["X-Forwarded-Proto: http"], true),
        (true, false, ["X-Forwarded-Proto: https"], true),
        (true, false, ["x-forwarded-protocol: wss"], true),
        (true, false, ["X-Forwarded-Proto: http", "X-Forwarded-Protocol: https"], false),
        (true, false, ["X-Forwarded-Proto: HTTPS"], false),
        (true, false, ["X-Forwarded-Proto: https, http"], false),
        (true, false, [], false),
        (true, true, ["X-Forwarded-Proto: http"], true),
    ])
    func forwardedProtocolCountsOnlyWhenAccepted(_ accepts: Bool, _ tls: Bool, _ client: [String], _ result: Bool) {
        let rules = RequestRules(acceptsForwardedProtocol: accepts)
        #expect(rules.arrivedOverTLS(HeaderFields(client), connectionIsTLS: tls) == result)
    }

    @Test(arguments: [
        ("true", ForwardedProtocol.both), ("1", .both), ("proto-only", .protoOnly), ("false", .none), ("", .none),
        ("Proto-Only", .none), ("yes", .none),
    ])
    func protocolSettingIsRead(_ setting: String, _ result: ForwardedProtocol) {
        #expect(ForwardedProtocol(setting: setting) == result)
    }
}
