import GRIP
import Testing

/// The examples of RFC 6902 appendix A, in order.
@Suite struct JSONPatchAppendixTests {
    @Test(
        arguments: [
            (
                "A.1. Adding an Object Member", #"{ "foo": "bar"}"#,
                #"[ { "op": "add", "path": "/baz", "value": "qux" } ]"#, #"{ "baz": "qux", "foo": "bar" }"#
            ),
            (
                "A.2. Adding an Array Element", #"{ "foo": [ "bar", "baz" ] }"#,
                #"[ { "op": "add", "path": "/foo/1", "value": "qux" } ]"#, #"{ "foo": [ "bar", "qux", "baz" ] }"#
            ),
            (
                "A.3. Removing an Object Member", #"{ "baz": "qux", "foo": "bar" }"#,
                #"[ { "op": "remove", "path": "/baz" } ]"#, #"{ "foo": "bar" }"#
            ),
            (
                "A.4. Removing an Array Element", #"{ "foo": [ "bar", "qux", "baz" ] }"#,
                #"[ { "op": "remove", "path": "/foo/1" } ]"#, #"{ "foo": [ "bar", "baz" ] }"#
            ),
            (
                "A.5. Replacing a Value", #"{ "baz": "qux", "foo": "bar" }"#,
                #"[ { "op": "replace", "path": "/baz", "value": "boo" } ]"#, #"{ "baz": "boo", "foo": "bar" }"#
            ),
            (
                "A.6. Moving a Value",
                #"{ "foo": { "bar": "baz", "waldo": "fred" }, "qux": { "corge": "grault" } }"#,
                #"[ { "op": "move", "from": "/foo/waldo", "path": "/qux/thud" } ]"#,
                #"{ "foo": { "bar": "baz" }, "qux": { "corge": "grault", "thud": "fred" } }"#
            ),
            (
                "A.7. Moving an Array Element", #"{ "foo": [ "all", "grass", "cows", "eat" ] }"#,
                #"[ { "op": "move", "from": "/foo/1", "path": "/foo/3" } ]"#,
                #"{ "foo": [ "all", "cows", "eat", "grass" ] }"#
            ),
            (
                "A.8. Testing a Value: Success", #"{ "baz": "qux", "foo": [ "a", 2, "c" ] }"#,
                #"""
                [
                  { "op": "test", "path": "/baz", "value": "qux" },
                  { "op": "test", "path": "/foo/1", "value": 2 }
                ]
                """#, #"{ "baz": "qux", "foo": [ "a", 2, "c" ] }"#
            ),
            (
                "A.9. Testing a Value: Error", #"{ "baz": "qux" }"#,
                #"[ { "op": "test", "path": "/baz", "value": "bar" } ]"#, nil
            ),
            (
                "A.10. Adding a Nested Member Object", #"{ "foo": "bar" }"#,
                #"[ { "op": "add", "path": "/child", "value": { "grandchild": { } } } ]"#,
                #"{ "foo": "bar", "child": { "grandchild": { } } }"#
            ),
            (
                "A.11. Ignoring Unrecognized Elements", #"{ "foo": "bar" }"#,
                #"[ { "op": "add", "path": "/baz", "value": "qux", "xyz": 123 } ]"#,
                #"{ "foo": "bar", "baz": "qux" }"#
            ),
            (
                "A.12. Adding to a Nonexistent Target", #"{ "foo": "bar" }"#,
                #"[ { "op": "add", "path": "/baz/bat", "value": "qux" } ]"#, nil
            ),
            (
                "A.13. Invalid JSON Patch Document", #"{ "foo": "bar" }"#,
                #"[ { "op": "add", "path": "/baz", "value": "qux", "op": "remove" } ]"#, nil
            ),
            (
                "A.14. ~ Escape Ordering", #"{ "/": 9, "~1": 10 }"#,
                #"[ {"op": "test", "path": "/~01", "value": 10} ]"#, #"{ "/": 9, "~1": 10 }"#
            ),
            (
                "A.15. Comparing Strings and Numbers", #"{ "/": 9, "~1": 10 }"#,
                #"[ {"op": "test", "path": "/~01", "value": "10"} ]"#, nil
            ),
            (
                "A.16. Adding an Array Value", #"{ "foo": ["bar"] }"#,
                #"[ { "op": "add", "path": "/foo/-", "value": ["abc", "def"] } ]"#,
                #"{ "foo": ["bar", ["abc", "def"]] }"#
            ),
        ] as [(String, String, String, String?)]
    )
    func exampleOfTheRFC(title: String, document: String, patch: String, result: String?) throws {
        let document = try JSONValue(parsing: document.utf8)
        let patched = try? JSONPatch(parsing: try JSONValue(parsing: patch.utf8)).apply(to: document)
        #expect(try patched == result.map { try JSONValue(parsing: $0.utf8) }, "\(title)")
    }
}
