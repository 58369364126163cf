import GRIP
import HTTP1
import ProxySessions
import Testing

struct InstructedResponseTests {
    /// The head an instruction makes of a response, as lines.
    private static func lines(_ fields: HeaderFields, status: Int = 200) throws -> [String] {
        let pairs = fields.map { (name: $0.nameString, value: $0.valueString) }
        let instruct = try GripInstruct(headers: pairs)
        let head = InstructedResponse.head(of: ResponseHead(status: status, fields: fields), instruct: instruct)
        let first = "\(head.status) \(String(decoding: head.reason, as: UTF8.self))"
        return [first] + head.fields.map { "\($0.nameString): \($0.valueString)" }
    }

    @Test func gripAndFramingFieldsAreTakenOut() throws {
        let lines = try Self.lines([
            "Content-Type": "text/plain", "GRIP-Hold": "stream", "Grip-Channel": "a", "Content-Length": "5",
            "X-Grip": "kept", "transfer-encoding": "chunked", "Set-Cookie": "b",
        ])
        #expect(lines == ["200 OK", "Content-Type: text/plain", "X-Grip: kept", "Set-Cookie: b"])
    }

    @Test(arguments: [
        ("404", "404 Not Found"), ("404 Nothing here", "404 Nothing here"), ("299", "299 "),
    ])
    func statusOfTheInstructionReplacesTheOrigins(value: String, expected: String) throws {
        #expect(try Self.lines(["Grip-Status": value]) == [expected])
    }

    @Test func statusOfTheOriginIsKeptOtherwise() throws {
        #expect(
            try Self.lines(["Grip-Hold": "stream", "Grip-Channel": "a"], status: 503) == ["503 Service Unavailable"]
        )
    }

    @Test func onlyExposedFieldsAreKeptWhereSomeAreNamed() throws {
        let lines = try Self.lines(["X-A": "1", "X-B": "2", "x-c": "3", "Grip-Expose-Headers": "x-a, X-C"])
        #expect(lines == ["200 OK", "X-A: 1", "x-c: 3"])
    }

    @Test func exposingCannotBringBackGripOrFramingFields() throws {
        let lines = try Self.lines([
            "Grip-Hold": "stream", "Grip-Channel": "a", "Content-Length": "5", "X-A": "1",
            "Grip-Expose-Headers": "Grip-Channel, Content-Length",
        ])
        #expect(lines == ["200 OK"])
    }
}
