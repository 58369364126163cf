import Glibc

/// The system's words for its error numbers.
enum SystemErrorText {
    /// The text of an `errno` value.
    static func of(_ code: Int32) -> String {
        unsafe strerror(code).map { unsafe String(cString: $0) } ?? "error \(code)"
    }
}
