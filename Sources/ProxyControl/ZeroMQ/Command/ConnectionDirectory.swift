package import NIOCore

/// Who knows the client connections of all loops, by the ids that origins and statistics are told.
package protocol ConnectionDirectory: Sendable {
    /// Makes a WebSocket over HTTP call its origin now; other WebSockets have nothing to ask.
    ///
    /// The future is one of `eventLoop`; its value says whether there is a WebSocket of this id.
    func refresh(connectionID: String, on eventLoop: any EventLoop) -> EventLoopFuture<Bool>

    /// Makes every WebSocket over HTTP that is subscribed to a channel call its origin now.
    func refreshSubscribers(of channelName: String)

    /// Those of the ids that belong to a connection, in a future of `eventLoop`.
    func existing(_ connectionIDs: [String], on eventLoop: any EventLoop) -> EventLoopFuture<Set<String>>
}
