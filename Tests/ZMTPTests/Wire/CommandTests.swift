import NIOCore
import Testing

@testable import ZMTP

struct CommandTests {
    /// The body of a command's frame.
    private static func body(_ name: String, _ data: [UInt8] = []) -> ByteBuffer {
        ByteBuffer(bytes: Bytes.command(name, data).dropFirst(2))
    }

    struct Row: Sendable {
        let name: String
        var data: [UInt8] = []
        let command: Command
    }

    @Test(arguments: [
        Row(name: "ERROR", data: [2, 0x6E, 0x6F], command: .error("no")),
        Row(name: "ERROR", data: [0], command: .error("")),
        Row(name: "PING", data: [0, 0], command: .ping(timeToLive: .zero, context: ByteBuffer())),
        Row(
            name: "PING",
            data: [1, 0, 9],
            command: .ping(timeToLive: .milliseconds(25_600), context: ByteBuffer(bytes: [9]))
        ),
        Row(name: "PONG", data: [9], command: .pong),
        Row(name: "SUBSCRIBE", data: [0x61], command: .subscribe(ByteBuffer(string: "a"))),
        Row(name: "SUBSCRIBE", command: .subscribe(ByteBuffer())),
        Row(name: "CANCEL", data: [0x61], command: .cancel(ByteBuffer(string: "a"))),
        Row(name: "HELLO", data: [1], command: .unknown("HELLO")),
        Row(name: "ready", command: .unknown("ready")),
    ])
    func commandsAreRead(row: Row) throws {
        #expect(try Command(parsing: Self.body(row.name, row.data)) == row.command)
    }

    @Test func propertiesOfReadyAreReadWhateverTheirCase() throws {
        let data =
            Bytes.property("X-Other", [1]) + Bytes.property("SOCKET-type", Array("DEALER".utf8))
            + Bytes.property("identity", [7, 8])
        guard case .ready(let properties) = try Command(parsing: Self.body("READY", data)) else {
            Issue.record("no READY")
            return
        }
        #expect(properties.socketType == "DEALER")
        #expect(properties.identity == [7, 8])
    }

    static let malformed: [(String, [UInt8], ZMTPError)] = [
        ("ERROR", [], .malformedCommand("ERROR")),
        ("ERROR", [3, 0x61], .malformedCommand("ERROR")),
        ("PING", [0], .malformedCommand("PING")),
        ("PING", [UInt8](repeating: 0, count: 2 + Command.pingContextBytes + 1), .malformedCommand("PING")),
        ("READY", [], .missingSocketType),
        ("READY", Bytes.property("Identity", [1]), .missingSocketType),
        ("READY", [11], .malformedCommand("READY")),
        ("READY", Bytes.property("Socket-Type", [0x61]).dropLast(), .malformedCommand("READY")),
        ("READY", Bytes.property("Socket-Type", [0x61]) + [0], .malformedCommand("READY")),
        ("READY", [1, 0x61, 255, 255, 255, 255], .malformedCommand("READY")),
        ("", [], .malformedCommand("")),
    ]

    @Test(arguments: malformed)
    func malformedCommandsAreRefused(name: String, data: [UInt8], error: ZMTPError) {
        #expect(throws: error) { try Command(parsing: Self.body(name, data)) }
    }

    @Test(arguments: [[], [5], [5, 0x61]] as [[UInt8]])
    func namesThatAreNotWholeAreRefused(bytes: [UInt8]) {
        #expect(throws: ZMTPError.malformedCommand("")) { try Command(parsing: ByteBuffer(bytes: bytes)) }
    }
}
