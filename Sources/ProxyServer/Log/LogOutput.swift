import Glibc
import Logging
import Synchronization

/// Where log lines go: standard output, or a file that can be opened anew.
///
/// Lines leave whole and in order, one system call each; the time of day is formatted once a second.
final class LogOutput: Sendable {
    private struct State {
        var descriptor: Int32
        var path: String?
        var format: LogFormat
        var seconds = -1
        var second = LogTime.Second(date: "", time: "", zone: "")
    }

    private let state: Mutex<State>

    /// Output to a file, or to standard output without a path.
    ///
    /// - Throws: `ProxyServerError.logFile` when the file cannot be opened.
    init(path: String?, format: LogFormat = .pushpin) throws(ProxyServerError) {
        let descriptor = try path.map { path throws(ProxyServerError) in try Self.open(path) }
        self.state = Mutex(State(descriptor: descriptor ?? STDOUT_FILENO, path: path, format: format))
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
        try self.move(to: self.state.withLock { $0.path })
    }

    /// Goes on in another file, or on standard output without a path; stays where it is when that fails.
    func move(to path: String?) throws(ProxyServerError) {
        let fresh = try path.map { path throws(ProxyServerError) in try Self.open(path) } ?? STDOUT_FILENO
        let old = self.state.withLock { state in
            defer {
                state.descriptor = fresh
                state.path = path
            }
            return state.descriptor
        }
        if old != STDOUT_FILENO {
            close(old)
        }
    }

    /// How further lines look.
    func setFormat(_ format: LogFormat) {
        self.state.withLock { $0.format = format }
    }

    /// Writes a line.
    func write(_ level: Logger.Level, _ message: String, _ metadata: Logger.Metadata = [:]) {
        var now = timespec()
        unsafe clock_gettime(CLOCK_REALTIME, &now)
        self.state.withLock { state in
            if now.tv_sec != state.seconds {
                state.seconds = now.tv_sec
                state.second = LogTime.Second(now.tv_sec)
            }
            let time = LogTime(second: state.second, milliseconds: now.tv_nsec / 1_000_000)
            let line = LogLine(time: time, level: level, message: message, metadata: metadata)
            var text = line.text(state.format)
            text.withUTF8 { bytes in
                // A log that cannot be written to is no reason to stop serving.
                _ = unsafe Glibc.write(state.descriptor, bytes.baseAddress, bytes.count)
            }
        }
    }
}
