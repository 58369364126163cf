#if canImport(Glibc)
import Glibc

/// The client's end of a connection, used with plain blocking calls.
///
/// Nothing waits without end: after ten seconds a call fails, and with it the test.
struct Peer: Sendable {
    let descriptor: CInt

    struct Failure: Error {
        let call: String
        let errorNumber: CInt
    }

    /// A connection over a Unix socket: the server's end, not blocking, and the client's.
    static func pair() throws -> (server: CInt, client: Peer) {
        var ends: [CInt] = [-1, -1]
        try Self.check("socketpair", unsafe socketpair(AF_UNIX, CInt(SOCK_STREAM.rawValue), 0, &ends))
        return try Self.prepare(server: ends[0], client: ends[1])
    }

    /// A connection over the loopback interface: the server's end, not blocking, and the client's.
    static func loopback() throws -> (server: CInt, client: Peer) {
        let listener = try Self.check("socket", socket(AF_INET, CInt(SOCK_STREAM.rawValue), 0))
        defer { _ = Glibc.close(listener) }
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = UInt32(0x7f00_0001).bigEndian
        var size = socklen_t(MemoryLayout<sockaddr_in>.size)
        let client = try Self.check("socket", socket(AF_INET, CInt(SOCK_STREAM.rawValue), 0))
        try Self.setBuffer(SO_RCVBUF, of: client)
        try unsafe withUnsafeMutablePointer(to: &address) { pointer in
            try unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { address in
                try Self.check("bind", unsafe bind(listener, address, size))
                try Self.check("listen", listen(listener, 1))
                try Self.check("getsockname", unsafe getsockname(listener, address, &size))
                try Self.check("connect", unsafe connect(client, address, size))
            }
        }
        return try Self.prepare(server: try Self.check("accept", accept(listener, nil, nil)), client: client)
    }

    private static func prepare(server: CInt, client: CInt) throws -> (server: CInt, client: Peer) {
        try Self.check("fcntl", fcntl(server, F_SETFL, fcntl(server, F_GETFL) | O_NONBLOCK))
        try Self.setBuffer(SO_SNDBUF, of: server)
        var timeout = timeval(tv_sec: 10, tv_usec: 0)
        let size = socklen_t(MemoryLayout<timeval>.size)
        try Self.check("setsockopt", unsafe setsockopt(client, SOL_SOCKET, SO_RCVTIMEO, &timeout, size))
        try Self.check("setsockopt", unsafe setsockopt(client, SOL_SOCKET, SO_SNDTIMEO, &timeout, size))
        return (server, Peer(descriptor: client))
    }

    /// Keeps a connection from taking millions of bytes before it is full.
    private static func setBuffer(_ buffer: CInt, of descriptor: CInt) throws {
        var byteCount = CInt(16_384)
        let size = socklen_t(MemoryLayout<CInt>.size)
        try Self.check("setsockopt", unsafe setsockopt(descriptor, SOL_SOCKET, buffer, &byteCount, size))
    }

    func send(_ text: String) throws {
        let bytes = Array(text.utf8)
        let sent = unsafe Glibc.send(self.descriptor, bytes, bytes.count, CInt(MSG_NOSIGNAL))
        try Self.check("send", CInt(sent))
    }

    /// Reads exactly this many bytes, or up to the end if that comes before.
    func receive(_ count: Int) throws -> [UInt8] {
        var received: [UInt8] = []
        var block = [UInt8](repeating: 0, count: 65_536)
        while received.count < count {
            let result = unsafe recv(self.descriptor, &block, min(block.count, count - received.count), 0)
            guard result != 0 else { break }
            try Self.check("recv", CInt(result))
            received.append(contentsOf: block.prefix(result))
        }
        return received
    }

    /// Reads exactly this many bytes as text, or up to the end if that comes before.
    func receiveText(_ count: Int) throws -> String {
        String(decoding: try self.receive(count), as: UTF8.self)
    }

    /// Whether the server has ended its half, and everything before was read.
    func isAtEnd() throws -> Bool {
        try self.receive(1).isEmpty
    }

    /// Ends the client's half.
    func endOutput() throws {
        try Self.check("shutdown", shutdown(self.descriptor, CInt(SHUT_WR)))
    }

    func close() {
        _ = Glibc.close(self.descriptor)
    }

    /// Closes without the usual farewell: the server gets a reset.
    func reset() throws {
        var option = linger(l_onoff: 1, l_linger: 0)
        let size = socklen_t(MemoryLayout<linger>.size)
        try Self.check("setsockopt", unsafe setsockopt(self.descriptor, SOL_SOCKET, SO_LINGER, &option, size))
        self.close()
    }

    /// Whether a number stands for an open descriptor.
    static func isOpen(_ descriptor: CInt) -> Bool {
        fcntl(descriptor, F_GETFD) >= 0
    }

    @discardableResult
    private static func check(_ call: String, _ result: CInt) throws -> CInt {
        guard result >= 0 else { throw Failure(call: call, errorNumber: errno) }
        return result
    }
}
#endif
