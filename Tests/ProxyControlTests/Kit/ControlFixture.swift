import GRIP
import HTTP1
import Logging
import NIOCore
import NIOEmbedded
import ProxyControl
import ProxyFanout

/// A control connection on an embedded pipeline, with a recording sink behind it.
final class ControlFixture {
    let sink: RecordingSink
    let pipeline: EmbeddedChannel
    let loop: LoopContext
    let port: ControlPort
    let lines = RecordingLogHandler.Lines()

    init(
        sink: RecordingSink = RecordingSink(),
        limits: Limits = Limits(),
        allowedHosts: [String] = [],
        authentication: ControlAuthentication? = nil,
        timeouts: ControlTimeouts = ControlTimeouts(request: .seconds(30), idle: .seconds(60))
    ) throws {
        let lines = self.lines
        let logger = Logger(label: "control") { _ in RecordingLogHandler(lines) }
        self.sink = sink
        let policy = ControlPolicy(
            webPageGuard: WebPageGuard(allowedHosts: allowedHosts, boundAddress: "127.0.0.1"),
            authentication: authentication,
            bodyBytes: limits.controlBodyBytes,
            unixTime: { 1_700_000_000 }
        )
        self.port = ControlPort(policy: policy, timeouts: timeouts, sink: sink, logger: logger)
        self.pipeline = EmbeddedChannel()
        self.loop = LoopContext(eventLoop: self.pipeline.eventLoop, limits: limits)
        let handler = ControlConnectionHandler(port: self.port, loop: self.loop)
        try self.pipeline.pipeline.syncOperations.addHandler(handler)
        self.pipeline.localAddress = try SocketAddress(ipAddress: "127.0.0.1", port: 5561)
        self.pipeline.connect(to: try SocketAddress(ipAddress: "127.0.0.1", port: 40_000), promise: nil)
    }

    deinit {
        // Leftovers are what several tests are about.
        _ = try? self.pipeline.finish()
    }

    /// Sends the text in one read and returns everything the server has written so far.
    @discardableResult
    func send(_ text: String) throws -> String {
        try self.send(pieces: [Array(text.utf8)])
    }

    /// Sends each piece in a read of its own.
    @discardableResult
    func send(pieces: [[UInt8]]) throws -> String {
        for piece in pieces where self.pipeline.isActive {
            try self.pipeline.writeInbound(ByteBuffer(bytes: piece))
        }
        return try self.written()
    }

    /// What the server has written since the last call.
    func written() throws -> String {
        var text = ""
        while let bytes = try self.pipeline.readOutbound(as: ByteBuffer.self) {
            text += String(buffer: bytes)
        }
        return text
    }

    func count(_ counter: Counter) -> Int { self.loop.counters.value(counter) }
}

/// Requests as publishers send them.
enum Request {
    static let item = #"{"items":[{"channel":"nobody","formats":{"http-stream":{"content":"x"}}}]}"#

    /// A request with a length, if there is a body.
    static func text(
        _ method: String = "POST",
        _ target: String = "/publish",
        _ fields: [String] = [],
        body: String? = Request.item,
        version: String = "HTTP/1.1"
    ) -> String {
        let hasHost = fields.contains { $0.lowercased().hasPrefix("host:") }
        let length = body.map { ["Content-Length: \($0.utf8.count)"] } ?? []
        let lines = ["\(method) \(target) \(version)"] + (hasHost ? [] : ["Host: localhost"]) + fields + length
        return lines.joined(separator: "\r\n") + "\r\n\r\n" + (body ?? "")
    }

    /// A request to publish the items of this JSON list.
    static func publish(items: String, _ fields: [String] = []) -> String {
        Self.text("POST", "/publish", fields, body: #"{"items":\#(items)}"#)
    }

    /// A request to publish one item on a channel.
    static func publish(channel name: String) -> String {
        Self.publish(items: #"[{"channel":"\#(name)","formats":{"http-stream":{"content":"x"}}}]"#)
    }
}

/// Answers as the control port writes them.
enum Answer {
    static func text(
        _ status: String,
        _ body: String,
        type: String = "text/plain",
        fields: [String] = [],
        version: String = "HTTP/1.1"
    ) -> String {
        let lines = ["\(version) \(status)", "Content-Type: \(type)", "Content-Length: \(body.utf8.count)"] + fields
        return lines.joined(separator: "\r\n") + "\r\n\r\n" + body
    }

    static let published = Answer.text("200 OK", "Published\n")

    /// An error after which the connection ends.
    static func fatal(_ status: String, _ body: String) -> String {
        Answer.text(status, body, fields: ["Connection: close"])
    }
}
