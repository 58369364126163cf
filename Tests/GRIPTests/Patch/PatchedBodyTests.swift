import GRIP
import NIOCore
import Testing

/// Reference "GRIP" 3.3: `body-patch` on the body of a hold.
@Suite struct PatchedBodyTests {
    private let patch: JSONValue = [["op": "replace", "path": "/a", "value": 5]]

    private func patched(_ body: String) throws -> String {
        String(buffer: try JSONPatch.patchedBody(ByteBuffer(string: body), patch: self.patch))
    }

    @Test(
        arguments: [
            (#"{"a":1}"#, #"{"a":5}"#), (#"{"a":1}"# + "\n", #"{"a":5}"# + "\n"),
            (#"{"a":1}"# + "\r\n", #"{"a":5}"# + "\r\n"),
            (#"{"a":1}"# + "\r", #"{"a":5}"#), (#"{"a":1}"# + "\n\n", #"{"a":5}"# + "\n"),
            (#"{"a":1}"# + " ", #"{"a":5}"#), (#"{"a":1}"# + "\n ", #"{"a":5}"#),
            (#" { "b" : { "d" : [ 1 , 2 ] , "c" : 1.50 } , "a" : 1 } "#, #"{"a":5,"b":{"c":1.50,"d":[1,2]}}"#),
            (#"{"ä":"\u00e4","a":"\/"}"#, #"{"a":5,"ä":"ä"}"#),
        ]
    )
    func bodyIsCompactAndSortedAndKeepsItsLineEnd(body: String, result: String) throws {
        #expect(try self.patched(body) == result)
    }

    @Test func arraysAreTaken() throws {
        let patch: JSONValue = [["op": "add", "path": "/-", "value": ["b": 1, "a": nil]]]
        let body = try JSONPatch(parsing: patch).patchedBody(ByteBuffer(string: "[ 1 ]\n"))
        #expect(body == ByteBuffer(string: #"[1,{"a":null,"b":1}]"# + "\n"))
    }

    @Test(arguments: ["1", "null", "true", #""text""#, #""{}""# + "\n"])
    func otherDocumentsAreRefused(body: String) {
        #expect(throws: JSONPatchError(.documentNotAContainer)) { try self.patched(body) }
    }

    @Test(arguments: [("", 0), ("\n", 1), ("text", 1), (#"{"a":1"#, 6), (#"{"a":1}x"#, 7), ("\u{0}", 0)])
    func bodyThatIsNoJSONIsRefused(body: String, offset: Int) {
        #expect {
            try self.patched(body)
        } throws: { error in
            guard case .documentNotJSON(let reason) = (error as? JSONPatchError)?.reason else { return false }
            return reason.offset == offset
        }
    }

    @Test func whatBecomesNeitherObjectNorArrayIsRefused() {
        let patch: JSONValue = [["op": "replace", "path": "", "value": 1]]
        #expect(throws: JSONPatchError(.documentNotAContainer)) {
            try JSONPatch.patchedBody(ByteBuffer(string: "{}"), patch: patch)
        }
    }

    @Test func aFailedOperationLeavesTheBodyAlone() {
        let patch: JSONValue = [["op": "add", "path": "/a", "value": 1], ["op": "test", "path": "/b", "value": 1]]
        let body = ByteBuffer(string: "{}")
        #expect(throws: JSONPatchError(.notFound(path: "/b"), operation: 1)) {
            try JSONPatch.patchedBody(body, patch: patch)
        }
        #expect(body == ByteBuffer(string: "{}"))
    }
}
