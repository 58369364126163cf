import AsyncHTTPClient
import GRIP
import NIOCore
import NIOHTTP1
import NIOPosix

/// Publishes over the HTTP control API.
enum HTTPPublisher {
    /// Time for the whole request.
    private static let timeout = TimeAmount.seconds(30)
    /// Bytes of an answer that are looked at.
    private static let answerLimit = 65_536

    /// Posts one item.
    static func publish(_ item: ItemDocument, to url: String, authorization: String?) async throws(PublishFailure) {
        var body = ByteBuffer()
        let document: JSONValue = ["items": .array([item.item(in: JSONValue.self)])]
        document.write(to: &body)
        var request = HTTPClientRequest(url: url)
        request.method = .POST
        request.headers.add(name: "Content-Type", value: "application/json")
        if let authorization {
            request.headers.add(name: "Authorization", value: authorization)
        }
        request.body = .bytes(body)
        let status: UInt
        let text: String
        do {
            let response = try await HTTPClient.shared.execute(request, timeout: Self.timeout)
            status = response.status.code
            text = String(buffer: try await response.body.collect(upTo: Self.answerLimit))
        } catch is NIOConnectionError {
            throw PublishFailure("cannot publish to \(url): nobody answers there; start it, or correct the port")
        } catch {
            throw PublishFailure("cannot publish to \(url): \(error)")
        }
        guard status == 200 else {
            let reason = text.split(separator: "\n").joined(separator: " ")
            throw PublishFailure("\(url) answered \(status): \(reason)")
        }
    }
}
