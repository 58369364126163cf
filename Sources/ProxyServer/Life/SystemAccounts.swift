import Glibc

/// The users and groups of the system, which are named or numbered in settings.
enum SystemAccounts {
    /// Bytes an entry may have; longer ones, such as groups of very many, are taken for missing.
    private static let entryBytes = 1 << 20

    /// The number of a user; `nil` when there is none of this name.
    static func userID(_ name: String) -> UInt32? {
        if let number = UInt32(name), number != .max { return number }
        return unsafe withUnsafeTemporaryAllocation(of: CChar.self, capacity: Self.entryBytes) { buffer in
            var entry = unsafe passwd()
            var found: UnsafeMutablePointer<passwd>?
            guard let start = buffer.baseAddress,
                unsafe getpwnam_r(name, &entry, start, buffer.count, &found) == 0
            else {
                return nil
            }
            return unsafe found?.pointee.pw_uid
        }
    }

    /// The number of a group; `nil` when there is none of this name.
    static func groupID(_ name: String) -> UInt32? {
        if let number = UInt32(name), number != .max { return number }
        return unsafe withUnsafeTemporaryAllocation(of: CChar.self, capacity: Self.entryBytes) { buffer in
            var entry = unsafe group()
            var found: UnsafeMutablePointer<group>?
            guard let start = buffer.baseAddress,
                unsafe getgrnam_r(name, &entry, start, buffer.count, &found) == 0
            else {
                return nil
            }
            return unsafe found?.pointee.gr_gid
        }
    }
}
