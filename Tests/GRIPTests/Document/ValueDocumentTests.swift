import NIOCore
import Testing

@testable import GRIP

@Suite struct ValueDocumentTests {
    private func document(_ text: String) throws -> ValueDocument {
        try ValueDocument(json: ByteBuffer(string: text), maximumDepth: 64)
    }

    @Test func membersAreFoundByName() throws {
        let document = try self.document(#"{"x":{"a":0},"a":1,"":2,"aa":3,"\u0062":4}"#)
        #expect(document.member("a", of: 0).map { document.value(at: $0) } == 1)
        #expect(document.member("", of: 0).map { document.value(at: $0) } == 2)
        #expect(document.member("b", of: 0).map { document.value(at: $0) } == 4)
        #expect(document.member("c", of: 0) == nil)
    }

    @Test func theLastMemberOfANameIsFound() throws {
        let document = try self.document(#"{"a":[1,{"a":9}],"b":2,"\u0061":3}"#)
        #expect(document.member("a", of: 0).map { document.value(at: $0) } == 3)
        #expect(document.members(of: 0).map(\.name) == ["b", "a"])
    }

    @Test func emptyContainersAreEmpty() throws {
        let document = try self.document(#"[[],{},[0],""]"#)
        #expect(document.elements(of: 0).map { document.isEmpty($0) } == [true, true, false, true])
        #expect(document.elements(of: 1) == [])
    }

    /// A queued item must not keep a publish of a megabyte alive for its sake.
    @Test func onlyMostOfATextIsShared() throws {
        let content = String(repeating: "x", count: 100)
        let small = try self.document(#"{"a":"\#(content)"}"#)
        let smallPart = try #require(small.member("a", of: 0).flatMap { small.bytes(at: $0) })
        #expect(smallPart.storageCapacity == small.text.storageCapacity)
        let large = try self.document(#"{"a":"\#(content)","b":"\#(content)\#(content)"}"#)
        let largePart = try #require(large.member("a", of: 0).flatMap { large.bytes(at: $0) })
        #expect(largePart.storageCapacity < large.text.storageCapacity)
        #expect(largePart == smallPart)
    }

    @Test func nodesAreSmall() {
        #expect(MemoryLayout<ValueNode>.stride == 16)
    }
}
