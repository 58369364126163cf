import HTTP1
import NIOCore

/// A request that waits for its connection.
///
/// Its body is what the client had sent before it was told to wait: at most what one read turn brings.
///
/// A class, so that an exchange has one word for it and none of its fields is copied once the request runs.
final class PendingRequest {
    let head: RequestHead
    let framing: BodyFraming
    var body: [ByteBuffer] = []
    /// The body is complete.
    var isComplete = false
    var trailers: HeaderFields?
    var isPaused = false

    init(head: RequestHead, framing: BodyFraming) {
        self.head = head
        self.framing = framing
    }
}
