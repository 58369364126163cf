import NIOCore
import ProxyControl
import ProxyFanout
import ProxySessions

/// The client connections of all loops, for the command socket.
struct LoopConnections: ConnectionDirectory {
    let loops: EventLoops

    func refresh(connectionID: String, on eventLoop: any EventLoop) -> EventLoopFuture<Bool> {
        let refreshed = self.loops.submitToEach { $0.refreshWebSocket(connectionID: connectionID) }
        return EventLoopFuture.whenAllSucceed(refreshed, on: eventLoop).map { $0.contains(true) }
    }

    func refreshSubscribers(of channelName: String) {
        let channelName = ChannelName(channelName)
        _ = self.loops.submitToEach { $0.refreshSubscribers(of: channelName) }
    }

    func existing(_ connectionIDs: [String], on eventLoop: any EventLoop) -> EventLoopFuture<Set<String>> {
        let found = self.loops.submitToEach { $0.existing(connectionIDs) }
        return EventLoopFuture.whenAllSucceed(found, on: eventLoop).map { Set($0.joined()) }
    }
}

extension LoopServices {
    /// Those of the ids that client connections of this loop have.
    ///
    /// WebSockets over HTTP have ids always, others only where the statistics tell them.
    fileprivate func existing(_ connectionIDs: [String]) -> [String] {
        let overHTTP = connectionIDs.filter { self.overHTTP[$0]?.hasClient ?? false }
        return overHTTP + (self.context.statistics?.existing(connectionIDs) ?? [])
    }

    /// Has a WebSocket call its origin, where that is spoken to over HTTP; says whether there is one of this id.
    fileprivate func refreshWebSocket(connectionID: String) -> Bool {
        // Only WebSockets can be meant; requests have ids of another form.
        guard ConnectionID.halves(of: connectionID) != nil, !self.existing([connectionID]).isEmpty else { return false }
        self.overHTTP[connectionID]?.refresh()
        return true
    }

    fileprivate func refreshSubscribers(of channelName: ChannelName) {
        for case let session as WebSocketSession in self.shard.subscribers(of: channelName) {
            session.origin.refresh()
        }
    }
}
