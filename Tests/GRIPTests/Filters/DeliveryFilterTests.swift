import GRIP
import NIOCore
import Testing

/// Reference "GRIP" 6.1: `skip-self`, `skip-users`, `require-sub`.
@Suite struct DeliveryFilterTests {
    @Test(
        arguments: [
            (["user": "alice"], ["sender": "alice"], true), (["user": "alice"], ["sender": "bob"], false),
            (["user": "alice"], [:], false), ([:], ["sender": "alice"], false), (["user": ""], ["sender": ""], false),
            ([:], [:], false),
            (["user": "alice"], ["sender": ""], false), (["user": "alice"], ["sender": "Alice"], false),
            (["user": "alice"], ["sender": " alice"], false), (["user": "\u{E9}"], ["sender": "e\u{301}"], false),
            (["sender": "alice"], ["user": "alice"], false),
        ] as [([String: String], [String: String], Bool)]
    )
    func skipSelfDropsWhatTheUserSent(own: [String: String], item: [String: String], isDropped: Bool) {
        let outcome = filtered(["skip-self"], "x", meta: item, for: subscriber(own))
        #expect(outcome == (isDropped ? .drop : sent("x")))
    }

    @Test(
        arguments: [
            ("alice", "bob, alice ,carol", true), ("alice", "alice", true), ("alice", ",,alice", true),
            ("alice", "\talice\r\n", true), ("a b", "a b", true), ("alice", "", false), ("alice", "bob,al", false),
            ("alice", "alice2", false),
            ("alice", "Alice", false), ("alice", nil, false), ("", "", false), ("", ",", false), (nil, "alice", false),
            ("bob,al", "bob,al", false), (" ", " ", false),
        ] as [(String?, String?, Bool)]
    )
    func skipUsersDropsWhatNamesTheUser(user: String?, list: String?, isDropped: Bool) {
        let item = list.map { ["skip_users": $0] } ?? [:]
        let outcome = filtered(["skip-users"], "x", meta: item, for: subscriber(user.map { ["user": $0] } ?? [:]))
        #expect(outcome == (isDropped ? .drop : sent("x")))
    }

    @Test(
        arguments: [
            (["require_sub": "b"], false), (["require_sub": "a"], false), (["require_sub": "other"], true),
            (["require_sub": "B"], true),
            (["require_sub": ""], false), ([:], false),
        ] as [([String: String], Bool)]
    )
    func requireSubDropsWithoutTheChannel(item: [String: String], isDropped: Bool) {
        let outcome = filtered(["require-sub"], "x", meta: item, for: subscriber(channels: ["a": nil, "b": "1"]))
        #expect(outcome == (isDropped ? .drop : sent("x")))
    }

    @Test func withoutTheFilterNothingIsDropped() {
        let item = ["sender": "alice", "skip_users": "alice", "require_sub": "other"]
        #expect(filtered([], "x", meta: item, for: subscriber(["user": "alice"])) == sent("x"))
        #expect(filtered(["no-such-filter"], "x", meta: item, for: subscriber(["user": "alice"])) == sent("x"))
    }

    /// Items of any action pass, those without content too.
    @Test func itemsWithoutContentAreDroppedAsWell() {
        let alice = subscriber(["user": "alice"])
        #expect(filtered(["skip-self"], nil, meta: ["sender": "alice"], for: alice) == .drop)
        #expect(filtered(["skip-self"], nil, meta: ["sender": "bob"], for: alice) == sent(nil))
    }
}
