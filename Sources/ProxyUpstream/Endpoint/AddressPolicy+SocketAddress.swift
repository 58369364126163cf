package import NIOCore

extension AddressPolicy {
    /// Whether a connection to this very address is allowed.
    package func allows(_ address: SocketAddress) -> Bool {
        switch self {
        case .any:
            return true
        case .publicOnly:
            // Safety: the structure of either family is long enough, and is only read within the closure. The address
            // stands at offset 4 of sockaddr_in and at offset 8 of sockaddr_in6.
            return unsafe address.withSockAddr { pointer, _ in
                let bytes = unsafe UnsafeRawPointer(pointer)
                switch address {
                case .v4:
                    let bits = unsafe bytes.loadUnaligned(fromByteOffset: 4, as: UInt32.self)
                    return PublicAddress.contains(ipv4: UInt32(bigEndian: bits))
                case .v6:
                    let high = unsafe bytes.loadUnaligned(fromByteOffset: 8, as: UInt64.self)
                    let low = unsafe bytes.loadUnaligned(fromByteOffset: 16, as: UInt64.self)
                    return PublicAddress.contains(ipv6: UInt64(bigEndian: high), UInt64(bigEndian: low))
                case .unixDomainSocket:
                    return false
                }
            }
        }
    }
}
