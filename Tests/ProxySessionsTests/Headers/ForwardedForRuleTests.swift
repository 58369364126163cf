import ProxySessions
import Testing

/// Reference: behaviour 2.3, 2.4.
struct ForwardedForRuleTests {
    @Test(arguments: [
        ([], ForwardedForRule.keep),
        ([""], .keep),
        (["append"], ForwardedForRule(keptCount: nil, appendsPeer: true)),
        (["truncate:0"], ForwardedForRule(keptCount: 0, appendsPeer: false)),
        (["truncate:2", "append"], ForwardedForRule(keptCount: 2, appendsPeer: true)),
        (["truncate:2", "truncate:1"], ForwardedForRule(keptCount: 1, appendsPeer: false)),
    ])
    func itemsAreRead(_ items: [String], _ rule: ForwardedForRule) throws {
        #expect(try ForwardedForRule(items: items) == rule)
    }

    @Test(arguments: [
        ("truncate:", ForwardedForError.invalidCount("truncate:")),
        ("truncate:-1", .invalidCount("truncate:-1")),
        ("truncate:+1", .invalidCount("truncate:+1")),
        ("truncate:x", .invalidCount("truncate:x")),
        ("truncate:99999999999999999999", .invalidCount("truncate:99999999999999999999")),
        ("truncate", .unknownItem("truncate")),
        ("Append", .unknownItem("Append")),
        // What a quoted list in the file comes to.
        ("truncate:0,append", .invalidCount("truncate:0,append")),
        ("append,truncate:0", .unknownItem("append,truncate:0")),
    ])
    func badItemIsNamed(_ item: String, _ error: ForwardedForError) {
        #expect(throws: error) { try ForwardedForRule(items: ["append", item]) }
        #expect(error.description.contains("'\(item)'"))
    }
}
