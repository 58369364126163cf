import HTTPTypes
import Hummingbird
import NIOCore

/// Answers of ports for tools.
enum TextResponse {
    /// An answer that nobody keeps.
    static func make(
        _ text: ByteBuffer,
        status: HTTPResponse.Status = .ok,
        contentType: String = "text/plain"
    ) -> Response {
        Response(
            status: status,
            headers: [.contentType: contentType, .cacheControl: "no-store"],
            body: ResponseBody(byteBuffer: text)
        )
    }

    /// An answer of one line.
    static func make(_ text: String, status: HTTPResponse.Status = .ok) -> Response {
        Self.make(ByteBuffer(string: text), status: status)
    }
}
