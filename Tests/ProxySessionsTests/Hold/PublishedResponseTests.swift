import GRIP
import HTTP1
import NIOCore
import ProxySessions
import Testing

struct PublishedResponseTests {
    private static func head(
        base: HeaderFields = [:],
        status: Int = 200,
        reason: String? = nil,
        headers: [(name: String, value: String)] = []
    ) -> ResponseHead {
        let item = HTTPResponseContent(status: status, reason: reason, headers: headers, body: .bytes(ByteBuffer()))
        return PublishedResponse.head(base: base, item: item)
    }

    private static func lines(_ head: ResponseHead) -> [String] {
        head.fields.map { "\($0.nameString): \($0.valueString)" }
    }

    @Test func fieldsOfTheHoldAreTheBase() {
        let head = Self.head(base: ["Content-Type": "text/plain", "X-A": "1"])
        #expect(Self.lines(head) == ["Content-Type: text/plain", "X-A: 1"])
    }

    @Test func fieldOfTheItemReplacesAllOfItsName() {
        let head = Self.head(
            base: ["X-A": "1", "X-B": "2", "x-a": "3"],
            headers: [("X-a", "4"), ("X-C", "5"), ("X-A", "6")]
        )
        #expect(Self.lines(head) == ["X-B: 2", "X-a: 4", "X-C: 5", "X-A: 6"])
    }

    @Test func gripFieldsOfTheItemAreNotSent() {
        let head = Self.head(base: ["X-A": "1"], headers: [("Grip-Foo", "bar"), ("GRIP-Hold", "stream")])
        #expect(Self.lines(head) == ["X-A: 1"])
    }

    /// The opposite of what the header does in an instruction.
    @Test func exposingInAnItemRemovesTheNamed() {
        let head = Self.head(
            base: ["X-A": "1", "X-B": "2"],
            headers: [
                ("X-C", "3"), ("X-D", "4"), ("Grip-Expose-Headers", " x-a ,X-C,\t"), ("grip-expose-headers", "x-d"),
            ]
        )
        #expect(Self.lines(head) == ["X-B: 2"])
    }

    /// The length is counted anew from the published body.
    @Test func lengthsAreDropped() {
        let head = Self.head(base: ["Content-Length": "3"], headers: [("Content-Length", "99")])
        #expect(Self.lines(head) == [])
    }

    @Test(
        arguments: [
            (200, nil, "OK"), (404, nil, "Not Found"), (404, "Gone fishing", "Gone fishing"), (200, "", ""),
            (299, nil, "Undefined Reason"), (999, nil, "Undefined Reason"),
        ] as [(Int, String?, String)]
    )
    func statusIsTheItems(status: Int, reason: String?, expected: String) {
        let head = Self.head(status: status, reason: reason)
        #expect(head.status == status)
        #expect(String(decoding: head.reason, as: UTF8.self) == expected)
    }
}
