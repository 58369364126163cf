import NIOCore

@testable import ZMTP

/// Frames and commands as a peer would write them, made without the code that is tested.
enum Bytes {
    static let greeting: [UInt8] =
        [0xFF, 0, 0, 0, 0, 0, 0, 0, 0, 0x7F, 3, 1] + Array("NULL".utf8) + [UInt8](repeating: 0, count: 48)

    static func greeting(version: (UInt8, UInt8) = (3, 1), mechanism: String = "NULL") -> [UInt8] {
        var bytes = Self.greeting
        bytes[10] = version.0
        bytes[11] = version.1
        let name = Array(mechanism.utf8)
        bytes.replaceSubrange(12..<32, with: name + [UInt8](repeating: 0, count: 20 - name.count))
        return bytes
    }

    static func command(_ name: String, _ data: [UInt8] = []) -> [UInt8] {
        let body = [UInt8(name.utf8.count)] + Array(name.utf8) + data
        return [4, UInt8(body.count)] + body
    }

    static func ready(_ socketType: String, more: [UInt8] = []) -> [UInt8] {
        Self.command("READY", Self.property("Socket-Type", Array(socketType.utf8)) + more)
    }

    static func property(_ name: String, _ value: [UInt8]) -> [UInt8] {
        [UInt8(name.utf8.count)] + Array(name.utf8) + [0, 0, 0, UInt8(value.count)] + value
    }

    /// A message of short parts.
    static func message(_ parts: String...) -> [UInt8] {
        parts.enumerated().flatMap { index, part in
            [index + 1 < parts.count ? 1 : 0, UInt8(part.utf8.count)] + Array(part.utf8)
        }
    }
}

extension ByteBuffer {
    /// The readable bytes.
    var array: [UInt8] { Array(self.readableBytesView) }
}

extension [ByteBuffer] {
    /// The parts of a message as texts.
    var texts: [String] { self.map { String(buffer: $0) } }
}
