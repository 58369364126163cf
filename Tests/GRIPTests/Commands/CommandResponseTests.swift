import GRIP
import NIOCore
import Testing

/// Reference "operations" 2, the answers.
@Suite struct CommandResponseTests {
    @Test(
        arguments: [
            (.success(nil), ["id": "1", "success": true, "value": nil]),
            (.success(["a", "b"]), ["id": "1", "success": true, "value": ["a", "b"]]),
            (.failure(.methodNotFound), ["id": "1", "success": false, "condition": "method-not-found"]),
            (.failure(.itemNotFound), ["id": "1", "success": false, "condition": "item-not-found"]),
            (.failure(.badRequest(nil)), ["id": "1", "success": false, "condition": "bad-request"]),
            (.failure(.badRequest("why")), ["id": "1", "success": false, "condition": "bad-request", "value": "why"]),
            (
                .failure(.publishRefused("why")),
                ["id": "1", "success": false, "condition": "publish-refused", "value": "why"]
            ),
        ] as [(Result<TNetString, CommandError>, TNetString)]
    )
    func resultIsWritten(result: Result<TNetString, CommandError>, value: TNetString) throws {
        let response = CommandResponse(id: ByteBuffer(string: "1"), result: result)
        #expect(try TNetString(parsing: response.bytes) == value)
    }

    @Test func answerToARequestWithoutAnIDHasNone() throws {
        let response = CommandResponse(id: ByteBuffer(), result: .success(nil))
        #expect(try TNetString(parsing: response.bytes) == ["success": true, "value": nil])
    }
}
