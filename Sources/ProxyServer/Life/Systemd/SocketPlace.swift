import Glibc
import NIOCore

/// Where a socket listens, written so that equal places are equal texts.
struct SocketPlace: Hashable, Sendable, CustomStringConvertible {
    let description: String

    /// A TCP address; a name is no place until it is looked up.
    init?(host: String, port: Int) {
        guard let address = try? SocketAddress(ipAddress: host, port: port) else { return nil }
        self.init(address)
    }

    private init?(_ address: SocketAddress) {
        guard let host = address.ipAddress, let port = address.port else { return nil }
        self.description = host.contains(":") ? "[\(host)]:\(port)" : "\(host):\(port)"
    }

    /// A Unix socket.
    init(path: String) {
        self.description = path
    }

    /// Where a socket listens; `nil` when it does not.
    init?(descriptor: CInt) {
        var storage = sockaddr_storage()
        var length = socklen_t(MemoryLayout<sockaddr_storage>.size)
        let result = unsafe withUnsafeMutablePointer(to: &storage) { pointer in
            unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { pointer in
                unsafe getsockname(descriptor, pointer, &length)
            }
        }
        guard result == 0 else { return nil }
        let bytes = unsafe withUnsafeBytes(of: &storage) { unsafe Array($0.prefix(Int(length))) }
        self.init(family: Int32(storage.ss_family), bytes: bytes)
    }

    /// A place as the system writes it: the port and the bytes of the address at fixed positions, or a path.
    private init?(family: Int32, bytes: [UInt8]) {
        let position: Range<Int>
        switch family {
        case AF_INET where bytes.count >= 8: position = 4..<8
        case AF_INET6 where bytes.count >= 24: position = 8..<24
        case AF_UNIX:
            self.init(path: String(decoding: bytes.dropFirst(2).prefix { $0 != 0 }, as: UTF8.self))
            return
        default: return nil
        }
        let address = try? SocketAddress(
            packedIPAddress: ByteBuffer(bytes: bytes[position]),
            port: Int(bytes[2]) << 8 | Int(bytes[3])
        )
        guard let address else { return nil }
        self.init(address)
    }
}

extension Configuration {
    /// Where ports listen that may be given as sockets.
    var listeningPlaces: Set<SocketPlace> {
        let control = self.control.address.map { [$0] } ?? []
        let addresses = self.listeners.plain + self.listeners.secure + control
        return Set(
            addresses.compactMap { SocketPlace(host: $0.host, port: $0.port) }
                + self.listeners.unix.map { SocketPlace(path: $0.path) }
        )
    }
}
