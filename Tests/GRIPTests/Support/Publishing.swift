import GRIP
import NIOCore

/// Parses the text of a publish request.
func publishRequest(_ text: String) throws -> PublishRequest {
    try PublishRequest(parsing: ByteBuffer(string: text))
}

/// Parses the text of one item.
func publishItem(_ text: String) throws -> PublishItem {
    try publishRequest(#"{"items":[\#(text)]}"#).items[0]
}

/// The text of the error with which a request is refused, `nil` if it is taken.
func publishFailure(_ text: String) -> String? {
    do {
        _ = try publishRequest(text)
        return nil
    } catch {
        return String(describing: error)
    }
}
