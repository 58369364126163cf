/// Tells the addresses of the public network from those of this machine and its own networks.
///
/// Blocked are 127/8, 10/8, 172.16/12, 192.168/16, 169.254/16, ::1, fc00::/7 and fe80::/10 (reference: behaviour 1.5)
/// and whatever leads there: 0/8 and :: connect to this machine on Linux, and an IPv6 address that carries an IPv4
/// address (::ffff:0:0/96, ::/96, 64:ff9b::/96) is judged by the address it carries.
enum PublicAddress {
    /// Whether an IPv4 address, first octet highest, is public.
    static func contains(ipv4 address: UInt32) -> Bool {
        let blocked: [(network: UInt32, bits: UInt32)] = [
            (0x7F00_0000, 8), (0x0A00_0000, 8), (0xAC10_0000, 12), (0xC0A8_0000, 16), (0xA9FE_0000, 16),
            (0x0000_0000, 8),
        ]
        return !blocked.contains { (address ^ $0.network) >> (32 - $0.bits) == 0 }
    }

    /// Whether an IPv6 address, given as its two halves, first octet highest, is public.
    static func contains(ipv6 high: UInt64, _ low: UInt64) -> Bool {
        if high >> 57 == 0xFC >> 1 || high >> 54 == 0xFE80 >> 6 {
            return false
        }
        let carriesIPv4 =
            high == 0 && (low >> 32 == 0 || low >> 32 == 0xFFFF) || high == 0x0064_FF9B_0000_0000 && low >> 32 == 0
        // ::1 and :: fall into 0/8 here.
        return !carriesIPv4 || self.contains(ipv4: UInt32(truncatingIfNeeded: low))
    }
}
