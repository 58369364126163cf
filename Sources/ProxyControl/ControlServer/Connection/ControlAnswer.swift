import HTTP1
package import NIOCore

/// One answer and what becomes of the connection after it.
package struct ControlAnswer: Equatable, Sendable {
    /// What follows the answer.
    package enum Sequel: Equatable, Sendable {
        /// The next request.
        case nextRequest
        /// The end of the connection.
        case close
        /// The end of our side; what the client still sends is thrown away for a moment.
        ///
        /// Closing at once would reset the connection, and the reset can overtake the answer.
        case linger
    }

    /// What is said.
    package var response: ControlResponse
    /// The request that is answered; `nil` if its head could not be read.
    package var exchange: ControlExchange?
    /// What follows.
    package var sequel: Sequel

    /// An answer.
    package init(_ response: ControlResponse, to exchange: ControlExchange?, then sequel: Sequel) {
        self.response = response
        self.exchange = exchange
        self.sequel = sequel
    }

    /// Writes status line, fields and body, in the version of the request.
    package func write(to output: inout ByteBuffer) {
        let isVersion10 = self.exchange?.version == .http10
        let body = self.response.body
        let status = self.response.status
        output.writeStaticString(isVersion10 ? "HTTP/1.0 " : "HTTP/1.1 ")
        output.writeString(String(status))
        output.writeStaticString(" ")
        output.writeString(ReasonPhrase.standard(status) ?? "")
        output.writeStaticString("\r\nContent-Type: ")
        output.writeString(self.response.format.mediaType)
        output.writeStaticString("\r\nContent-Length: ")
        output.writeString(String(body.utf8.count))
        output.writeStaticString("\r\n")
        if let field = self.response.extraField {
            output.writeString(field)
        }
        if self.sequel != .nextRequest {
            output.writeStaticString("Connection: close\r\n")
        } else if isVersion10 {
            output.writeStaticString("Connection: keep-alive\r\n")
        }
        output.writeStaticString("\r\n")
        // RFC 9110 9.3.2: the answer to HEAD has the fields of the body and not the body.
        if self.exchange?.method != "HEAD" {
            output.writeString(body)
        }
    }
}

extension ControlAnswer: CustomStringConvertible {
    /// The line of the log (reference: ops 5).
    ///
    /// A query is not shown: publishers that join their `GRIP_URL` wrongly send their key in it.
    package var description: String {
        let path = self.exchange?.target.prefix { $0 != UInt8(ascii: "?") } ?? []
        let query = path.count < self.exchange?.target.count ?? 0 ? "?***" : ""
        let target = self.exchange == nil ? "-" : String(decoding: path, as: UTF8.self) + query
        let size = self.response.body.utf8.count
        let items = self.response.itemCount.map { " items=\($0)" } ?? ""
        return "control: \(self.exchange?.method ?? "-") \(target) code=\(self.response.status) \(size)\(items)"
    }
}
