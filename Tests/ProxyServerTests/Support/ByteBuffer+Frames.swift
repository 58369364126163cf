import NIOCore
import WebSocket

extension ByteBuffer {
    /// Frames as a client sends them.
    static func clientFrames(_ parts: MessagePart..., deflate: DeflateParameters? = nil) -> ByteBuffer {
        var encoder = MessageEncoder(as: .client, deflate: deflate)
        return Self.frames(parts, &encoder)
    }

    /// Frames as an origin sends them.
    static func originFrames(_ parts: MessagePart...) -> ByteBuffer {
        var encoder = MessageEncoder(as: .server)
        return Self.frames(parts, &encoder)
    }

    private static func frames(_ parts: [MessagePart], _ encoder: inout MessageEncoder) -> ByteBuffer {
        var bytes = ByteBuffer()
        for part in parts {
            encoder.write(part, to: &bytes)
        }
        return bytes
    }

    /// The frames that a peer has sent, in words.
    func parts(from peer: PeerRole, deflate: DeflateParameters? = nil) throws -> [String] {
        var decoder = MessageDecoder(from: peer, deflate: deflate)
        decoder.append(self)
        var lines: [String] = []
        while let part = try decoder.next() {
            lines.append(part.line)
        }
        return lines
    }

    /// Takes a head off the front, up to and with the empty line.
    mutating func takeHead() -> String {
        let end = Array("\r\n\r\n".utf8)
        let bytes = Array(self.readableBytesView)
        let length = bytes.indices.first { bytes[$0...].starts(with: end) }.map { $0 + end.count } ?? bytes.count
        return self.readString(length: length) ?? ""
    }
}
