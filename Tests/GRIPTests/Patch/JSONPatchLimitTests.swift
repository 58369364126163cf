import GRIP
import NIOCore
import Testing

/// A short patch must not make a large document, a deep one, or much work.
@Suite struct JSONPatchLimitTests {
    private func apply(_ operations: [JSONValue], to document: JSONValue) throws -> JSONValue {
        try JSONPatch(parsing: .array(operations)).apply(to: document)
    }

    /// Each copy doubles the document: 40 of them would make terabytes.
    @Test func copiesOfCopiesAreRefused() {
        let operations = (0..<40).map { ["op": "copy", "from": "", "path": .string("/\($0)")] as JSONValue }
        #expect {
            try self.apply(operations, to: ["text": "0123456789"])
        } throws: { error in
            (error as? JSONPatchError)?.reason == .tooLarge(limitBytes: 1_048_576)
        }
    }

    /// Copying a document to its innermost place doubles its depth, and trees are freed by recursion.
    @Test func nestingIsLimited() {
        let document: JSONValue = [[[[[[[[]]]]]]]]
        var path = "/0/0/0/0/0/0/0"
        var operations: [JSONValue] = []
        for _ in 0..<12 {
            operations.append(["op": "copy", "from": "", "path": .string(path + "/0")])
            path += "/0" + path
        }
        #expect(throws: JSONPatchError(.tooDeep(limit: 512), operation: 6)) {
            try self.apply(operations, to: document)
        }
    }

    @Test func aDocumentUpToTheLimitIsTaken() throws {
        let most = JSONPatch.maximumBytes - 2
        let document = JSONValue.string(String(repeating: "x", count: most))
        #expect(try self.apply([], to: document) == document)
        #expect(throws: JSONPatchError(.tooLarge(limitBytes: most + 2))) {
            try self.apply([], to: .string(String(repeating: "x", count: most + 1)))
        }
        #expect(throws: JSONPatchError(.tooLarge(limitBytes: most + 2))) {
            try self.apply([], to: .string(String(repeating: "\u{1}", count: most / 6 + 1)))
        }
    }

    @Test func whatIsRemovedAgainCounts() {
        let large = JSONValue.string(String(repeating: "x", count: 100_000))
        let pair: [JSONValue] = [["op": "add", "path": "/a", "value": large], ["op": "remove", "path": "/a"]]
        let operations = (0..<11).flatMap { _ in pair }
        #expect(throws: JSONPatchError(.tooLarge(limitBytes: 1_048_576), operation: 20)) {
            try self.apply(operations, to: [:])
        }
    }

    @Test func operationsAreLimited() throws {
        let operation: JSONValue = ["op": "test", "path": "", "value": [:]]
        #expect(try self.apply(Array(repeating: operation, count: 1_000), to: [:]) == [:])
        #expect(throws: JSONPatchError(.tooManyOperations(limit: 1_000))) {
            try self.apply(Array(repeating: operation, count: 1_001), to: [:])
        }
    }

    /// A pointer may be as long as its text.
    @Test func longPointersAreFollowed() throws {
        let path = String(repeating: "/0", count: 100_000)
        #expect(throws: JSONPatchError(.notFound(path: path), operation: 0)) {
            try self.apply([["op": "remove", "path": .string(path)]], to: [[[]]])
        }
        #expect(throws: JSONPatchError(.tooDeep(limit: 512), operation: 0)) {
            try self.apply([["op": "add", "path": .string(path), "value": 1]], to: [[[]]])
        }
    }
}
