import HTTP1
import ProxySessions
import Testing

/// Reference: behaviour 1.4 and 3.3, steps 1 and 2.
struct RequestRulesRouteTests {
    @Test(arguments: [
        // Parameters of the route, client's lines, origin's lines
        (
            "header=X-Route:one,header=\"X-Quoted: two words\",header=X-Client:route",
            ["x-client: client", "X-Other: kept"],
            ["X-Other: kept", "X-Client: route", "X-Quoted: two words", "X-Route: one"]
        ),
        ("header=A:1,header=B:2,header=a:3", [], ["B: 2", "A: 1"]),
        ("header=X-Secret:", ["X-Secret: s", "X-Kept: k", "x-secret: t"], ["X-Kept: k"]),
        ("header=X-A:1,header=X-A:", ["X-A: 0"], ["X-A: 1"]),
        ("header=X-A:,header=X-A:1", ["X-A: 0"], []),
        // The later steps see what the route set.
        ("header=Grip-Hold:stream", [], []),
        ("header=Connection:close", [], []),
        ("header=Host:evil.example", [], []),
        ("header=X-Forwarded-For:10.0.0.1", ["X-Forwarded-For: a"], ["X-Forwarded-For: 10.0.0.1"]),
        // Clients cannot forge these, the route may set them.
        (
            "header=Meta-User:alice,header=Connection-Id:1", ["Meta-User: eve"],
            ["Connection-Id: 1", "Meta-User: alice"]
        ),
    ])
    func routeHeadersReplaceTheClients(_ parameters: String, _ client: [String], _ origin: [String]) throws {
        let head = RequestHead(["Host: localhost"] + client)
        let lines = try originLines(head, route: "*,no_grip,\(parameters) localhost:80")
        #expect(lines == ["Host: localhost"] + origin)
    }

    @Test(arguments: [
        // Parameters of the route, trusted, client's lines, origin's lines
        ("no_grip", false, ["eb9bf0f5-X-Marked: m", "X-Plain: p"], ["X-Plain: p"]),
        ("no_grip", true, ["EB9BF0F5-X: m", "X-Plain: p"], ["X-Plain: p"]),
        (
            "no_grip,orig_headers", false,
            ["X-Plain: p", "eb9bf0f5-X-Marked: m", "User-Agent: ua", "Connection: close"],
            [
                "X-Plain: p", "User-Agent: ua", "eb9bf0f5-Host: localhost", "eb9bf0f5-X-Plain: p",
                "eb9bf0f5-X-Marked: m", "eb9bf0f5-Connection: close",
            ]
        ),
        (
            "no_grip,orig_headers,header=X-Plain:r,header=X-New:n", false, ["X-Plain: p"],
            [
                "X-New: n", "X-Plain: r", "eb9bf0f5-Host: localhost", "eb9bf0f5-X-New: n", "eb9bf0f5-X-Plain: r",
            ]
        ),
        ("orig_headers", true, ["eb9bf0f5-X-Marked: m", "X-Plain: p"], ["eb9bf0f5-X-Marked: m", "X-Plain: p"]),
    ])
    func originalHeadersAreCopiedUnderAMark(
        _ parameters: String,
        _ trusted: Bool,
        _ client: [String],
        _ origin: [String]
    ) throws {
        let rules = RequestRules(namesNeedingMark: ["user-agent", "X-Sensitive"])
        let head = RequestHead(["Host: localhost"] + client)
        let lines = try originLines(head, rules: rules, route: "*,\(parameters) localhost:80", trusted: trusted)
        #expect(lines == ["Host: localhost"] + origin)
    }
}
