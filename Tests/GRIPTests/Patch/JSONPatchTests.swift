import GRIP
import NIOCore
import Testing

/// RFC 6902 section 4, beyond the examples of its appendix.
@Suite struct JSONPatchTests {
    private func patched(_ document: String, _ operations: String) throws -> String {
        let patch = try JSONPatch(parsing: try JSONValue(parsing: "[\(operations)]".utf8))
        var buffer = ByteBuffer()
        try patch.apply(to: try JSONValue(parsing: document.utf8)).write(to: &buffer)
        return String(buffer: buffer)
    }

    private func failure(_ document: String, _ operations: String) throws -> JSONPatchError? {
        let patch = try JSONValue(parsing: "[\(operations)]".utf8)
        let document = try JSONValue(parsing: document.utf8)
        do throws(JSONPatchError) {
            _ = try JSONPatch(parsing: patch).apply(to: document)
            return nil
        } catch {
            return error
        }
    }

    @Test(
        arguments: [
            (#"{"a":1}"#, #"{"op":"add","path":"/a","value":2}"#, #"{"a":2}"#),
            ("[1]", #"{"op":"add","path":"/0","value":0}"#, "[0,1]"),
            ("[1]", #"{"op":"add","path":"/1","value":2}"#, "[1,2]"),
            ("[1]", #"{"op":"add","path":"/-","value":2}"#, "[1,2]"),
            (#"{"-":1}"#, #"{"op":"add","path":"/-","value":2}"#, #"{"-":2}"#),
            (#"{"a":{}}"#, #"{"op":"add","path":"/a/01","value":null}"#, #"{"a":{"01":null}}"#),
            (#"{"":{"":1}}"#, #"{"op":"replace","path":"//","value":2}"#, #"{"":{"":2}}"#),
            ("[1]", #"{"op":"add","path":"","value":{"a":1}}"#, #"{"a":1}"#),
            ("1", #"{"op":"replace","path":"","value":null}"#, "null"),
            ("[[1,2],[3]]", #"{"op":"move","from":"/0/1","path":"/1/0"}"#, "[[1],[2,3]]"),
            (#"{"a":{"b":1}}"#, #"{"op":"move","from":"/a/b","path":"/a"}"#, #"{"a":1}"#),
            (#"{"a":{"b":1}}"#, #"{"op":"move","from":"/a","path":"/a"}"#, #"{"a":{"b":1}}"#),
            (#"{"a":{"b":1}}"#, #"{"op":"move","from":"/a","path":""}"#, #"{"b":1}"#),
            (#"{"a":1,"ab":{}}"#, #"{"op":"move","from":"/a","path":"/ab/c"}"#, #"{"ab":{"c":1}}"#),
            (#"{"a":[1]}"#, #"{"op":"copy","from":"/a","path":"/a/0"}"#, #"{"a":[[1],1]}"#),
            (#"{"a":[1]}"#, #"{"op":"copy","from":"","path":"/b"}"#, #"{"a":[1],"b":{"a":[1]}}"#),
            ("[1,2,3]", #"{"op":"remove","path":"/0"},{"op":"remove","path":"/1"}"#, "[2]"),
            (#"{"a/b":1,"m~n":2}"#, #"{"op":"remove","path":"/a~1b"},{"op":"remove","path":"/m~0n"}"#, "{}"),
            ("{}", "", "{}"), (#"{"z":1,"a":2}"#, #"{"op":"add","path":"/b","value":3}"#, #"{"z":1,"a":2,"b":3}"#),
            (#"{"a":1.50}"#, #"{"op":"copy","from":"/a","path":"/b"}"#, #"{"a":1.50,"b":1.50}"#),
        ]
    )
    func operationsAreApplied(document: String, operations: String, result: String) throws {
        #expect(try self.patched(document, operations) == result)
    }

    /// RFC 6902 section 4.6.
    @Test(
        arguments: [
            (#"{"a":1,"b":[true,null]}"#, #"{"b":[true,null],"a":1.0}"#, true), (#"{"a":1}"#, #"{"a":1,"b":2}"#, false),
            ("[1,2]", "[2,1]", false), ("[0]", "[false]", false), ("[null]", "[]", false),
            (#"["\u00e9"]"#, #"["e\u0301"]"#, false),
            (#"["\u0061"]"#, #"["a"]"#, true),
        ]
    )
    func testComparesValues(document: String, value: String, isEqual: Bool) throws {
        let failure = try self.failure(document, #"{"op":"test","path":"","value":\#(value)}"#)
        #expect(failure == (isEqual ? nil : JSONPatchError(.testFailed(path: ""), operation: 0)))
    }

    @Test(
        arguments: [
            (#"{"op":"remove","path":"/b"}"#, .notFound(path: "/b")),
            (#"{"op":"remove","path":"/b/c"}"#, .notFound(path: "/b/c")),
            (#"{"op":"remove","path":"/s/c"}"#, .notFound(path: "/s/c")),
            (#"{"op":"remove","path":"/l/2"}"#, .notFound(path: "/l/2")),
            (#"{"op":"remove","path":"/l/-"}"#, .notFound(path: "/l/-")),
            (#"{"op":"remove","path":"/l/01"}"#, .notFound(path: "/l/01")),
            (#"{"op":"remove","path":""}"#, .removedRoot),
            (#"{"op":"replace","path":"/b","value":1}"#, .notFound(path: "/b")),
            (#"{"op":"replace","path":"/l/-","value":1}"#, .notFound(path: "/l/-")),
            (#"{"op":"add","path":"/l/3","value":1}"#, .invalidIndex(path: "/l/3")),
            (#"{"op":"add","path":"/l/01","value":1}"#, .invalidIndex(path: "/l/01")),
            (#"{"op":"add","path":"/l/-1","value":1}"#, .invalidIndex(path: "/l/-1")),
            (#"{"op":"add","path":"/l/x","value":1}"#, .invalidIndex(path: "/l/x")),
            (#"{"op":"add","path":"/l/9223372036854775807","value":1}"#, .invalidIndex(path: "/l/9223372036854775807")),
            (
                #"{"op":"add","path":"/l/99999999999999999999","value":1}"#,
                .invalidIndex(path: "/l/99999999999999999999")
            ),
            (#"{"op":"add","path":"/s/0","value":1}"#, .notFound(path: "/s/0")),
            (#"{"op":"add","path":"/b/c","value":1}"#, .notFound(path: "/b/c")),
            (#"{"op":"copy","from":"/b","path":"/c"}"#, .notFound(path: "/b")),
            (#"{"op":"copy","from":"/l/-","path":"/c"}"#, .notFound(path: "/l/-")),
            (#"{"op":"move","from":"/b","path":"/b"}"#, .notFound(path: "/b")),
            (#"{"op":"move","from":"/o","path":"/o/p"}"#, .movedIntoItself(path: "/o")),
            (#"{"op":"move","from":"","path":"/o"}"#, .movedIntoItself(path: "")),
            (#"{"op":"move","from":"/l/1","path":"/l/2"}"#, .invalidIndex(path: "/l/2")),
            (#"{"op":"test","path":"/b","value":null}"#, .notFound(path: "/b")),
            (#"{"op":"test","path":"/s","value":"y"}"#, .testFailed(path: "/s")),
        ] as [(String, JSONPatchError.Reason)]
    )
    func operationThatCannotBeMadeIsRefused(operation: String, reason: JSONPatchError.Reason) throws {
        let document = #"{"s":"x","l":[1,2],"o":{}}"#
        #expect(try self.failure(document, operation) == JSONPatchError(reason, operation: 0))
        let first = #"{"op":"test","path":"/s","value":"x"},"#
        #expect(try self.failure(document, first + operation) == JSONPatchError(reason, operation: 1))
    }

    @Test(
        arguments: [
            ("1", .notAnObject), ("[]", .notAnObject), ("null", .notAnObject), ("{}", .missing(member: "op")),
            (#"{"op":1}"#, .notAString(member: "op")),
            (#"{"op":"merge","path":""}"#, .unknownOperation("merge")),
            (#"{"op":"Add","path":"","value":1}"#, .unknownOperation("Add")),
            (#"{"op":"add","value":1}"#, .missing(member: "path")),
            (#"{"op":"add","path":""}"#, .missing(member: "value")),
            (#"{"op":"replace","path":""}"#, .missing(member: "value")),
            (#"{"op":"test","path":""}"#, .missing(member: "value")),
            (#"{"op":"copy","path":""}"#, .missing(member: "from")),
            (#"{"op":"move","from":""}"#, .missing(member: "path")),
            (#"{"op":"remove","path":null}"#, .notAString(member: "path")),
            (#"{"op":"remove","path":"a"}"#, .malformedPointer("a")),
            (#"{"op":"move","from":"/~2","path":"/a"}"#, .malformedPointer("/~2")),
        ] as [(String, JSONPatchError.Reason)]
    )
    func malformedOperationIsRefused(operation: String, reason: JSONPatchError.Reason) throws {
        #expect(try self.failure("{}", operation) == JSONPatchError(reason, operation: 0))
    }

    @Test(arguments: ["{}", "null", "1", #""[]""#])
    func patchThatIsNoArrayIsRefused(patch: String) throws {
        let value = try JSONValue(parsing: patch.utf8)
        #expect(throws: JSONPatchError(.notAnArray)) { try JSONPatch(parsing: value) }
    }

    @Test func errorSaysWhatAndWhere() {
        #expect(
            JSONPatchError(.notFound(path: "/a\r\n"), operation: 2).description
                == #"operation 2 of the JSON patch: nothing at '/a\x0d\x0a'"#
        )
        #expect(JSONPatchError(.notAnArray).description == "JSON patch: not an array")
    }
}
