import GRIP
import HTTP1
import ProxySessions
import Testing

/// Reference: behaviour 3.3, steps 5 to 9 in their order; GRIP 2.5.
struct RequestRulesGripTests {
    @Test func addedFieldsComeInTheOrderOfTheReference() throws {
        let rules = RequestRules(
            cdnLoopToken: "me",
            forwardedProtocol: .both,
            forwardedFor: ForwardedForRule(keptCount: nil, appendsPeer: true),
            gripFeatures: "status, link:next"
        )
        let head = RequestHead(
            "POST",
            "/",
            ["Host: a.example", "Grip-Last: forged; last-id=1", "Transfer-Encoding: chunked"]
        )
        let lines = try originLines(head, framing: .chunked, rules: rules, route: "*,orig_headers localhost:80") {
            $0.isTLS = true
            $0.gripSignature = "a.b.c"
            $0.sessionID = "s1"
            $0.lastIDs = [.init(channelName: "c1", id: "7"), .init(channelName: "c2", id: "8")]
        }
        #expect(
            lines == [
                "Host: a.example", "eb9bf0f5-Host: a.example", "eb9bf0f5-Grip-Last: forged; last-id=1",
                "eb9bf0f5-Transfer-Encoding: chunked", "CDN-Loop: me", "Grip-Sig: a.b.c",
                "Grip-Feature: status, link:next", "Grip-Session-Id: s1", "Grip-Last: c1; last-id=7",
                "Grip-Last: c2; last-id=8", "X-Forwarded-Proto: https", "X-Forwarded-Protocol: https",
                "X-Forwarded-For: 192.0.2.1", "Transfer-Encoding: chunked",
            ]
        )
    }

    @Test(arguments: [
        ("*,no_grip localhost:80", false, [], []),
        ("* localhost:80", true, ["Grip-Sig: theirs", "Grip-Foo: bar"], ["Grip-Sig: theirs", "Grip-Foo: bar"]),
        ("*,no_grip localhost:80", true, ["Grip-Sig: theirs"], ["Grip-Sig: theirs"]),
        (
            "* localhost:80", false, ["Grip-Sig: theirs"],
            ["Grip-Sig: ours", "Grip-Feature: f", "Grip-Last: c; last-id=1"]
        ),
    ])
    func gripIsAnnouncedUnlessTrustedOrDisabled(
        _ route: String,
        _ trusted: Bool,
        _ client: [String],
        _ origin: [String]
    ) throws {
        let lines = try originLines(RequestHead(["Host: localhost"] + client), route: route, trusted: trusted) {
            $0.gripSignature = "ours"
            $0.lastIDs = [.init(channelName: "c", id: "1")]
        }
        #expect(lines == ["Host: localhost"] + origin)
    }

    @Test func withoutKeyThereIsNoSignatureButTheFeatures() throws {
        #expect(try originLines(RequestHead(["Host: localhost"])) == ["Host: localhost", "Grip-Feature: f"])
    }

    @Test func featuresAreThoseOfTheGripModule() throws {
        let lines = try originLines(RequestHead(["Host: localhost"]), rules: RequestRules())
        #expect(lines == ["Host: localhost", "Grip-Feature: \(GripFeatures.list)"])
    }

    @Test(arguments: [
        ("c", "1", ["Grip-Last: c; last-id=1"]),
        ("c", "", ["Grip-Last: c; last-id="]),
        ("c", "1,2;3", ["Grip-Last: c; last-id=\"1,2;3\""]),
        ("c", "a\"b\\c", ["Grip-Last: c; last-id=\"a\\\"b\\\\c\""]),
        // A line break in a published id would add a header of its own.
        ("c", "1\r\nX-Evil: 1", []),
        ("c\n", "1", []),
    ])
    func lastIDCannotBreakItsField(_ channelName: String, _ id: String, _ origin: [String]) throws {
        let lines = try originLines(RequestHead(["Host: localhost"])) {
            $0.lastIDs = [.init(channelName: channelName, id: id)]
        }
        #expect(lines == ["Host: localhost", "Grip-Feature: f"] + origin)
    }
}
