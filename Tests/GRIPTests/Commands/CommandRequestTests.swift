import GRIP
import NIOCore
import Testing

/// Reference "operations" 2, what a request may be.
@Suite struct CommandRequestTests {
    private static func command(_ method: String, _ arguments: TNetString? = nil) -> TNetString {
        var members = [TNetString.Member(name: "method", value: .text(method))]
        if let arguments {
            members.append(TNetString.Member(name: "args", value: arguments))
        }
        return .dictionary(members)
    }

    private static func parse(_ value: TNetString) throws -> Result<Command, CommandError> {
        try CommandRequest(parsing: tnetstring(value)).command
    }

    private static let item = PublishItem(
        channel: "c",
        httpStream: .send(HTTPStreamContent(content: ByteBuffer(string: "x")))
    )

    @Test(
        arguments: [
            (Self.command("recover"), .recover), (Self.command("recover", [:]), .recover),
            (Self.command("get-zmq-uris", ["more": 1]), .tellAddresses),
            (Self.command("refresh", ["cid": "1"]), .refresh(.connection("1"))),
            (Self.command("refresh", ["channel": "ä"]), .refresh(.subscribers(channel: "ä"))),
            (Self.command("refresh", ["cid": "1", "channel": "c"]), .refresh(.connection("1"))),
            (Self.command("conncheck", ["ids": []]), .checkConnections([])),
            (Self.command("conncheck", ["ids": ["a", "b"]]), .checkConnections(["a", "b"])),
            (Self.command("publish", ["items": []]), .publish([])),
            (
                Self.command("publish", ["items": [["channel": "c", "http-stream": ["content": "x"]]]]),
                .publish([Self.item])
            ),
        ] as [(TNetString, Command)]
    )
    func commandIsRead(request: TNetString, command: Command) throws {
        #expect(try Self.parse(request) == .success(command))
    }

    @Test(
        arguments: [
            (Self.command("publish"), "Invalid format: object does not contain 'items'"),
            (Self.command("publish", [:]), "Invalid format: object does not contain 'items'"),
            (Self.command("publish", ["items": "x"]), "Invalid format: object contains 'items' with wrong type"),
            (Self.command("publish", ["items": [["channel": "c"]]]), "Invalid format: no formats specified"),
            (Self.command("publish", ["items": [5]]), "Invalid format: publish item object is not an object"),
            (Self.command("refresh"), nil), (Self.command("refresh", [:]), nil),
            (Self.command("refresh", ["cid": 1]), nil),
            (Self.command("refresh", ["channel": nil]), nil), (Self.command("conncheck"), nil),
            (Self.command("conncheck", ["ids": "a"]), nil), (Self.command("conncheck", ["ids": ["a", 1]]), nil),
        ] as [(TNetString, String?)]
    )
    func badArgumentsAreAnswered(request: TNetString, text: String?) throws {
        #expect(try Self.parse(request) == .failure(.badRequest(text)))
    }

    @Test(arguments: ["", "Recover", "no-such-command"])
    func unknownMethodIsAnswered(method: String) throws {
        #expect(try Self.parse(Self.command(method)) == .failure(.methodNotFound))
    }

    @Test(arguments: [[0x31], [], [0x00, 0xFF]] as [[UInt8]])
    func idIsTakenAsItIs(id: [UInt8]) throws {
        let request = try CommandRequest(parsing: tnetstring(["id": .bytes(id), "method": "recover"]))
        #expect(request == CommandRequest(id: ByteBuffer(bytes: id), command: .success(.recover)))
    }

    @Test(
        arguments: [
            (
                ByteBuffer(),
                "invalid format (tnetstring parse failed: invalid tnetstring at byte 0: data ends too early)"
            ),
            (
                ByteBuffer(string: #"{"method":"recover"}"#),
                "invalid format (tnetstring parse failed: invalid tnetstring at byte 0: malformed length)"
            ),
            (tnetstring([]), "invalid format: command is not an object"),
            (tnetstring([:]), "invalid format: command does not contain 'method'"),
            (tnetstring(["method": 1]), "invalid format: command contains 'method' with wrong type"),
            (tnetstring(["method": "recover", "id": 1]), "invalid format: command contains 'id' with wrong type"),
            (tnetstring(["method": "recover", "args": []]), "invalid format: command contains 'args' with wrong type"),
        ]
    )
    func whatIsNoRequestIsRefused(message: ByteBuffer, text: String) {
        let error = #expect(throws: CommandRequestError.self) { try CommandRequest(parsing: message) }
        #expect(error?.description == text)
    }
}
