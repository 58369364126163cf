/// What happens to a connection whose client reads more slowly than items are published (parameter `slow`).
///
/// It begins when the bytes queued for the connection exceed the limit `client_queue_bytes`.
package enum SlowReaderPolicy: String, Sendable, CaseIterable {
    /// Close the connection.
    case close
    /// Drop the items that have waited longest until the rest fits.
    case dropOldest = "drop-oldest"
    /// Keep only the newest item.
    case latest
}
