import HTTP1
import NIOCore

/// A request that waits for its connection.
///
/// Its body is what the client had sent before it was told to wait: at most what one read turn brings.
struct PendingRequest {
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
