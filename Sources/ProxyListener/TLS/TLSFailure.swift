import NIOCore
import NIOSSL

/// The reasons of failed handshakes, in words for a log line.
enum TLSFailure {
    /// The library's reason without its error numbers and source positions, such as `http request`.
    static func reason(of error: any Error) -> String {
        switch error {
        case NIOSSLError.handshakeFailed(.sslError(let stack)), NIOSSLError.handshakeFailed(.unknownError(let stack)),
            BoringSSLError.sslError(let stack), BoringSSLError.unknownError(let stack):
            stack.map(Self.reason).joined(separator: ", ")
        case is IOError:
            "the connection broke"
        default:
            "\(error)"
        }
    }

    private static func reason(of error: BoringSSLInternalError) -> String {
        if error == .eofDuringHandshake { return "the client closed the connection" }
        let text = error.description.split(separator: ":OPENSSL_internal:").last ?? ""
        let name = text.split(separator: " at ").first ?? text
        return name.lowercased().split(separator: "_").joined(separator: " ")
    }
}
