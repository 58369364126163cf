package import NIOCore

/// The IP address of a client, in the memory of its bytes.
///
/// NIO's `SocketAddress` takes an allocation that a held connection would keep.
package enum PeerAddress: Sendable, Hashable {
    /// An IPv4 address, its first byte highest.
    case v4(UInt32)
    /// An IPv6 address, its first byte highest.
    case v6(UInt64, UInt64)

    /// The address of an IP socket; `nil` for others.
    package init?(_ address: SocketAddress?) {
        switch address {
        case .v4(let v4):
            // `sockaddr_in` is the same on every platform: family and port, then the address.
            let bytes = unsafe withUnsafeBytes(of: v4.address) { address in
                unsafe address.loadUnaligned(fromByteOffset: 4, as: UInt32.self)
            }
            self = .v4(UInt32(bigEndian: bytes))
        case .v6(let v6):
            // `sockaddr_in6`: family, port and flow label, then the address.
            let (high, low) = unsafe withUnsafeBytes(of: v6.address) { address in
                let high = unsafe address.loadUnaligned(fromByteOffset: 8, as: UInt64.self)
                return (high, unsafe address.loadUnaligned(fromByteOffset: 16, as: UInt64.self))
            }
            self = .v6(UInt64(bigEndian: high), UInt64(bigEndian: low))
        case .unixDomainSocket, nil:
            return nil
        }
    }
}

extension PeerAddress: CustomStringConvertible {
    /// The address as text, IPv6 in its short form (RFC 5952).
    package var description: String {
        switch self {
        case .v4(let address):
            return "\(address >> 24).\(address >> 16 & 255).\(address >> 8 & 255).\(address & 255)"
        case .v6(let high, let low):
            var bytes = ByteBuffer()
            bytes.writeMultipleIntegers(high, low)
            return (try? SocketAddress(packedIPAddress: bytes, port: 0))?.ipAddress ?? ""
        }
    }
}
