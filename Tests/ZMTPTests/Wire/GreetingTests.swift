import NIOCore
import Testing

@testable import ZMTP

struct GreetingTests {
    @Test func theOwnGreetingIsTheOneOfTheSpecification() {
        var buffer = ByteBuffer()
        Greeting.own.write(to: &buffer)
        #expect(buffer.array == Bytes.greeting)
        #expect(buffer.readableBytes == Greeting.byteCount)
    }

    @Test(arguments: [(3, 0, "NULL"), (3, 1, "NULL"), (3, 7, "PLAIN"), (4, 0, "CURVE"), (3, 1, "ABCDEFGHIJKLMNOPQRST")])
    func versionAndMechanismAreRead(major: UInt8, minor: UInt8, mechanism: String) throws {
        var input = ByteBuffer(bytes: Bytes.greeting(version: (major, minor), mechanism: mechanism) + [0xEE])
        let greeting = try Greeting.read(from: &input)
        #expect(greeting == Greeting(version: ProtocolVersion(major: major, minor: minor), mechanism: mechanism))
        #expect(input.array == [0xEE])
    }

    @Test(arguments: 0..<Greeting.byteCount)
    func nothingIsTakenOfAGreetingThatIsNotWhole(count: Int) throws {
        var input = ByteBuffer(bytes: Bytes.greeting[..<count])
        #expect(try Greeting.read(from: &input) == nil)
        #expect(input.readableBytes == count)
    }

    struct Refusal: Sendable {
        let bytes: [UInt8]
        let error: ZMTPError
    }

    @Test(arguments: [
        // ZMTP 1.0: an identity of no bytes; one of three bytes; one with a long length.
        Refusal(bytes: [1, 0], error: .oldVersion("1.0")),
        Refusal(bytes: [4, 0, 0x61, 0x62, 0x63], error: .notZMTP),
        Refusal(bytes: [0xFF, 0, 0, 0, 0, 0, 0, 1, 1, 0], error: .notZMTP),
        // ZMTP 2.0: the revision is 1, and the socket type follows.
        Refusal(bytes: [0xFF, 0, 0, 0, 0, 0, 0, 0, 1, 0x7F, 1], error: .oldVersion("2.0")),
        Refusal(bytes: [0xFF, 0, 0, 0, 0, 0, 0, 0, 1, 0x7F, 1, 8, 0, 0], error: .oldVersion("2.0")),
        Refusal(bytes: Array("GET / HTTP/1.1\r\n".utf8), error: .notZMTP),
        Refusal(bytes: [0x16, 3, 1], error: .notZMTP),
        Refusal(bytes: [0], error: .notZMTP),
        Refusal(bytes: [1, 1], error: .notZMTP),
    ])
    func olderVersionsAndOtherProtocolsAreRecognisedEarly(row: Refusal) {
        #expect(throws: row.error) {
            var input = ByteBuffer(bytes: row.bytes)
            _ = try Greeting.read(from: &input)
        }
    }
}
