import Glibc

/// The time of day.
enum UnixTime {
    /// Seconds since 1970.
    static func now() -> Int {
        Int(time(nil))
    }
}
