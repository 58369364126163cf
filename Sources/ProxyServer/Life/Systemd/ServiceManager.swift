import Glibc

/// The manager that started the process and wants to hear of it; systemd, or one that works alike.
struct ServiceManager: Sendable {
    /// The socket of the manager: a path, or with `@` in front a name in the abstract namespace.
    private let address: String
    /// How often the manager wants a sign of life; `nil` when it does not.
    let watchdogInterval: Duration?

    /// The manager that the environment names, if there is one.
    ///
    /// - Parameters:
    ///   - environment: the variables of the process: `NOTIFY_SOCKET`, `WATCHDOG_USEC`, `WATCHDOG_PID`.
    ///   - processID: the id of the process.
    init?(environment: [String: String], processID: Int) {
        guard let address = environment["NOTIFY_SOCKET"], let first = address.first, first == "/" || first == "@" else {
            return nil
        }
        self.address = address
        let isMeant = environment["WATCHDOG_PID"].map { $0 == "\(processID)" } ?? true
        let microseconds = environment["WATCHDOG_USEC"].flatMap { Int($0) } ?? 0
        self.watchdogInterval = isMeant && microseconds > 0 ? .microseconds(microseconds) : nil
    }

    /// Tells the manager; says why it could not be told, which is no reason to stop.
    @discardableResult
    func tell(_ notice: ServiceNotice) -> String? {
        let descriptor = socket(AF_UNIX, Int32(SOCK_DGRAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        guard descriptor >= 0 else { return SystemErrorText.of(errno) }
        defer { close(descriptor) }
        var name = Array(self.address.utf8)
        let isAbstract = name.first == UInt8(ascii: "@")
        if isAbstract { name[0] = 0 }
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        guard name.count < MemoryLayout.size(ofValue: address.sun_path) else {
            return "the name of its socket is too long"
        }
        unsafe withUnsafeMutableBytes(of: &address.sun_path) { path in
            unsafe path.copyBytes(from: name)
        }
        let prefix = MemoryLayout<sockaddr_un>.size - MemoryLayout.size(ofValue: address.sun_path)
        // A path ends in a zero byte, an abstract name with its length.
        let length = socklen_t(prefix + name.count + (isAbstract ? 0 : 1))
        let bytes = Array(notice.text.utf8)
        let sent = unsafe bytes.withUnsafeBytes { bytes in
            unsafe withUnsafePointer(to: &address) { pointer in
                unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { pointer in
                    unsafe sendto(descriptor, bytes.baseAddress, bytes.count, 0, pointer, length)
                }
            }
        }
        return sent < 0 ? SystemErrorText.of(errno) : nil
    }

    /// The monotonic clock, in microseconds.
    static func monotonicMicroseconds() -> Int {
        var now = timespec()
        unsafe clock_gettime(CLOCK_MONOTONIC, &now)
        return now.tv_sec * 1_000_000 + now.tv_nsec / 1000
    }
}
