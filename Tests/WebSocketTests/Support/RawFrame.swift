import WebSocket

/// The bytes of a frame, right or wrong, made without the code under test.
func rawFrame(
    _ first: UInt8,
    _ payload: [UInt8] = [],
    from peer: PeerRole,
    key: [UInt8] = [0x37, 0xFA, 0x21, 0x3D]
) -> [UInt8] {
    let flag: UInt8 = peer == .client ? 0x80 : 0
    var bytes: [UInt8] = [first]
    switch payload.count {
    case ...125:
        bytes.append(flag | UInt8(payload.count))
    case ...65_535:
        bytes += [flag | 126, UInt8(payload.count >> 8), UInt8(payload.count & 255)]
    default:
        bytes.append(flag | 127)
        bytes += (0..<8).map { UInt8(truncatingIfNeeded: payload.count >> (56 - 8 * $0)) }
    }
    guard peer == .client else { return bytes + payload }
    return bytes + key + payload.enumerated().map { $1 ^ key[$0 % 4] }
}
