import Glibc
import Synchronization

/// Where log lines go: standard output, or a file that can be opened anew.
///
/// Lines leave whole and in order, one system call each; the time of day is formatted once a second.
final class LogOutput: Sendable {
    private struct State {
        var descriptor: Int32
        let path: String?
        var second: Int = -1
        var secondText = ""
    }

    private let state: Mutex<State>

    /// Output to a file, or to standard output without a path.
    ///
    /// - Throws: `ProxyServerError.logFile` when the file cannot be opened.
    init(path: String?) throws(ProxyServerError) {
        let descriptor = try path.map { path throws(ProxyServerError) in try Self.open(path) }
        self.state = Mutex(State(descriptor: descriptor ?? STDOUT_FILENO, path: path))
    }

    private static func open(_ path: String) throws(ProxyServerError) -> Int32 {
        let descriptor = unsafe Glibc.open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0o644)
        guard descriptor >= 0 else {
            throw ProxyServerError.logFile(path: path, reason: SystemErrorText.of(errno))
        }
        return descriptor
    }

    /// Opens the file anew, so that it can be rotated; keeps the old one when that fails.
    func reopen() throws(ProxyServerError) {
        guard let path = self.state.withLock({ $0.path }) else { return }
        let fresh = try Self.open(path)
        let old = self.state.withLock { state in
            defer { state.descriptor = fresh }
            return state.descriptor
        }
        close(old)
    }

    /// Writes `[LEVEL] YYYY-MM-DD HH:MM:SS.mmm MESSAGE` in local time (reference: ops 5.1).
    func write(level: String, message: String) {
        var now = timespec()
        unsafe clock_gettime(CLOCK_REALTIME, &now)
        self.state.withLock { state in
            if now.tv_sec != state.second {
                state.second = now.tv_sec
                state.secondText = Self.format(now.tv_sec)
            }
            let fraction = String(1000 + now.tv_nsec / 1_000_000).dropFirst()
            var line = "[\(level)] \(state.secondText).\(fraction) \(message)\n"
            line.withUTF8 { bytes in
                // A log that cannot be written to is no reason to stop serving.
                _ = unsafe Glibc.write(state.descriptor, bytes.baseAddress, bytes.count)
            }
        }
    }

    private static func format(_ second: Int) -> String {
        var second = second
        var parts = unsafe tm()
        unsafe localtime_r(&second, &parts)
        func two(_ value: Int32) -> String { value < 10 ? "0\(value)" : "\(value)" }
        let date = unsafe "\(parts.tm_year + 1900)-\(two(parts.tm_mon + 1))-\(two(parts.tm_mday))"
        return unsafe "\(date) \(two(parts.tm_hour)):\(two(parts.tm_min)):\(two(parts.tm_sec))"
    }
}
