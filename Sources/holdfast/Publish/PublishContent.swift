import GRIP
import NIOCore
import ProxyServer

/// The content given on the command line.
enum PublishContent {
    /// Bytes for every format; a file's go out as they are, without a newline.
    case bytes([UInt8], isVerbatim: Bool)
    /// A JSON patch for long-polls.
    case patch(JSONValue)

    /// Reads `text`, or the file it names behind an `@`.
    init(_ text: String, isPatch: Bool) throws(PublishFailure) {
        var bytes = Array(text.utf8)
        let isFile = text.hasPrefix("@")
        if isFile {
            do throws(FileReadingError) {
                bytes = try FileReading.contents(of: String(text.dropFirst()))
            } catch {
                throw PublishFailure("\(error)")
            }
        }
        guard isPatch else {
            self = .bytes(bytes, isVerbatim: isFile)
            return
        }
        let patch: JSONValue
        do {
            patch = try JSONValue(parsing: ByteBuffer(bytes: bytes))
        } catch {
            throw PublishFailure("patch content is not JSON: \(error)")
        }
        guard patch.array != nil else {
            throw PublishFailure("patch content must be a JSON array")
        }
        self = .patch(patch)
    }
}
