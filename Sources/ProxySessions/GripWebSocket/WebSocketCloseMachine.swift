import GRIP
package import NIOCore
package import WebSocket

/// The end of a WebSocket: two close handshakes that depend on each other.
///
/// States: *open*; *detached* (the origin is gone, the client stays); *closing by client*, *by origin*, *by proxy* (in
/// the last one both ends were sent a Close, for a published one or a fault); *awaiting client* and *awaiting origin*
/// (the other end is done with); *finished*, which is terminal. A side that is lost takes the other one with it unless
/// that one's handshake can still be completed. Events that come twice, or from an end that is done with, are dropped
/// silently.
///
/// Towards the client a Close without a code becomes 1000. An origin's code 0 stands for no code: some libraries send
/// it, also as their answer (seed libraries P23). Other codes are relayed as they come. Reference: WebSocket 1.5, 2.3
/// (`detach`).
package struct WebSocketCloseMachine: ~Copyable {
    private enum State: ~Copyable {
        case open
        case detached
        /// The client's Close was passed on; the origin's is awaited until the deadline.
        case closingByClient(ClosePayload?, deadline: NIODeadline?)
        /// The origin's Close was passed on; the client's is awaited.
        case closingByOrigin(deadline: NIODeadline)
        /// Both were sent a Close, both are awaited.
        case closingByProxy(clientDeadline: NIODeadline, originDeadline: NIODeadline?)
        /// The client was sent a Close and has not answered; the origin is done with.
        case awaitingClient(deadline: NIODeadline)
        /// The origin was sent a Close and has not answered; the client is done with.
        case awaitingOrigin(deadline: NIODeadline)
        case finished
    }

    /// How long either side has to answer a Close.
    private struct Timeouts {
        var client: TimeAmount
        var origin: TimeAmount?
    }

    private var state: State
    private let timeouts: Timeouts

    private init(_ state: consuming State, _ timeouts: Timeouts) {
        self.state = state
        self.timeouts = timeouts
    }

    /// A WebSocket that was just accepted.
    ///
    /// - Parameters:
    ///   - clientTimeout: how long the client has to answer a Close before it is cut.
    ///   - originTimeout: the same for the origin; `nil` for one that is asked over HTTP, which takes the time it
    ///     takes while the client waits, and is not waited for otherwise.
    package init(clientTimeout: TimeAmount, originTimeout: TimeAmount?) {
        self.init(.open, Timeouts(client: clientTimeout, origin: originTimeout))
    }

    // MARK: What may still be sent

    /// Whether the client takes what the origin sends.
    package var forwardsToClient: Bool {
        switch self.state {
        case .open: true
        case .closingByClient: true
        case .detached: false
        case .closingByOrigin: false
        case .closingByProxy: false
        case .awaitingClient: false
        case .awaitingOrigin: false
        case .finished: false
        }
    }

    /// Whether the origin takes what the client sends; otherwise that is discarded.
    package var forwardsToOrigin: Bool {
        switch self.state {
        case .open: true
        case .closingByOrigin: true
        case .detached: false
        case .closingByClient: false
        case .closingByProxy: false
        case .awaitingClient: false
        case .awaitingOrigin: false
        case .finished: false
        }
    }

    /// Whether published items, keep-alives and delayed messages are still sent.
    package var isOpenToItems: Bool {
        switch self.state {
        case .open: true
        case .detached: true
        case .closingByClient: false
        case .closingByOrigin: false
        case .closingByProxy: false
        case .awaitingClient: false
        case .awaitingOrigin: false
        case .finished: false
        }
    }

    /// Whether both ends are done with.
    package var isFinished: Bool {
        switch self.state {
        case .finished: true
        case .open: false
        case .detached: false
        case .closingByClient: false
        case .closingByOrigin: false
        case .closingByProxy: false
        case .awaitingClient: false
        case .awaitingOrigin: false
        }
    }

    /// When the driver must next call `deadlineReached`; `nil` when nothing is awaited.
    package var nextDeadline: NIODeadline? {
        switch self.state {
        case .open: nil
        case .detached: nil
        case .closingByClient(_, let deadline): deadline
        case .closingByOrigin(let deadline): deadline
        case .closingByProxy(let clientDeadline, let originDeadline):
            min(clientDeadline, originDeadline ?? clientDeadline)
        case .awaitingClient(let deadline): deadline
        case .awaitingOrigin(let deadline): deadline
        case .finished: nil
        }
    }

    // MARK: Closes

    /// The client sent a Close.
    package mutating func clientClosed(_ payload: ClosePayload?, now: NIODeadline) -> [WebSocketCloseAction] {
        let timeouts = self.timeouts
        switch consume self.state {
        case .open:
            self = .init(.closingByClient(payload, deadline: timeouts.origin.map { now + $0 }), timeouts)
            return [.sendCloseToOrigin(payload)]
        case .detached:
            self = .init(.finished, timeouts)
            return [.sendCloseToClient(.orNormal(payload)), .endClient]
        case .closingByClient(let first, let deadline):
            self = .init(.closingByClient(first, deadline: deadline), timeouts)
            return []
        case .closingByOrigin:
            self = .init(.finished, timeouts)
            return [.sendCloseToOrigin(payload), .endClient, .endOrigin]
        case .closingByProxy(_, .some(let deadline)):
            self = .init(.awaitingOrigin(deadline: deadline), timeouts)
            return [.endClient]
        case .closingByProxy(_, .none):
            self = .init(.finished, timeouts)
            return [.endClient, .endOrigin]
        case .awaitingClient:
            self = .init(.finished, timeouts)
            return [.endClient]
        case .awaitingOrigin(let deadline):
            self = .init(.awaitingOrigin(deadline: deadline), timeouts)
            return []
        case .finished:
            self = .init(.finished, timeouts)
            return []
        }
    }

    /// The origin sent a Close.
    package mutating func originClosed(_ payload: ClosePayload?, now: NIODeadline) -> [WebSocketCloseAction] {
        let timeouts = self.timeouts
        switch consume self.state {
        case .open:
            self = .init(.closingByOrigin(deadline: now + timeouts.client), timeouts)
            return [.sendCloseToClient(.orNormal(payload))]
        case .detached:
            self = .init(.detached, timeouts)
            return []
        case .closingByClient(let first, _):
            let answer = payload?.code == 0 ? first : payload
            self = .init(.finished, timeouts)
            return [.sendCloseToClient(.orNormal(answer)), .endClient, .endOrigin]
        case .closingByOrigin(let deadline):
            self = .init(.closingByOrigin(deadline: deadline), timeouts)
            return []
        case .closingByProxy(let deadline, _):
            self = .init(.awaitingClient(deadline: deadline), timeouts)
            return [.endOrigin]
        case .awaitingClient(let deadline):
            self = .init(.awaitingClient(deadline: deadline), timeouts)
            return []
        case .awaitingOrigin:
            self = .init(.finished, timeouts)
            return [.endOrigin]
        case .finished:
            self = .init(.finished, timeouts)
            return []
        }
    }

    /// A Close was published, or the proxy has a reason of its own for one; the origin gets an empty Close.
    ///
    /// Nothing changes when the connection is being closed already.
    package mutating func closePublished(_ payload: ClosePayload?, now: NIODeadline) -> [WebSocketCloseAction] {
        let timeouts = self.timeouts
        switch consume self.state {
        case .open:
            self = .init(
                .closingByProxy(
                    clientDeadline: now + timeouts.client,
                    originDeadline: timeouts.origin.map { now + $0 }
                ),
                timeouts
            )
            return [.sendCloseToClient(.orNormal(payload)), .sendCloseToOrigin(nil)]
        case .detached:
            self = .init(.awaitingClient(deadline: now + timeouts.client), timeouts)
            return [.sendCloseToClient(.orNormal(payload))]
        case .closingByClient(let payload, let deadline):
            self = .init(.closingByClient(payload, deadline: deadline), timeouts)
            return []
        case .closingByOrigin(let deadline):
            self = .init(.closingByOrigin(deadline: deadline), timeouts)
            return []
        case .closingByProxy(let client, let origin):
            self = .init(.closingByProxy(clientDeadline: client, originDeadline: origin), timeouts)
            return []
        case .awaitingClient(let deadline):
            self = .init(.awaitingClient(deadline: deadline), timeouts)
            return []
        case .awaitingOrigin(let deadline):
            self = .init(.awaitingOrigin(deadline: deadline), timeouts)
            return []
        case .finished:
            self = .init(.finished, timeouts)
            return []
        }
    }

    /// The process ends: the client is told, and so is the origin, one that is asked over HTTP by the loss of its client.
    ///
    /// Nothing changes when the connection is being closed already.
    ///
    /// - Parameters:
    ///   - payload: what both are told.
    ///   - time: how long they may take to answer, if they do not have less.
    ///   - now: the present time.
    /// - Returns: what to do.
    package mutating func processEnds(
        _ payload: ClosePayload,
        answerWithin time: TimeAmount,
        now: NIODeadline
    ) -> [WebSocketCloseAction] {
        let timeouts = self.timeouts
        let clientDeadline = now + min(time, timeouts.client)
        switch consume self.state {
        case .open:
            guard let originTimeout = timeouts.origin else {
                self = .init(.awaitingClient(deadline: clientDeadline), timeouts)
                return [.sendCloseToClient(payload), .cutOrigin]
            }
            let originDeadline = now + min(time, originTimeout)
            self = .init(.closingByProxy(clientDeadline: clientDeadline, originDeadline: originDeadline), timeouts)
            return [.sendCloseToClient(payload), .sendCloseToOrigin(payload)]
        case .detached:
            self = .init(.awaitingClient(deadline: clientDeadline), timeouts)
            return [.sendCloseToClient(payload)]
        case .closingByClient(let payload, let deadline):
            self = .init(.closingByClient(payload, deadline: deadline), timeouts)
            return []
        case .closingByOrigin(let deadline):
            self = .init(.closingByOrigin(deadline: deadline), timeouts)
            return []
        case .closingByProxy(let client, let origin):
            self = .init(.closingByProxy(clientDeadline: client, originDeadline: origin), timeouts)
            return []
        case .awaitingClient(let deadline):
            self = .init(.awaitingClient(deadline: deadline), timeouts)
            return []
        case .awaitingOrigin(let deadline):
            self = .init(.awaitingOrigin(deadline: deadline), timeouts)
            return []
        case .finished:
            self = .init(.finished, timeouts)
            return []
        }
    }

    /// The origin asked to be let go.
    ///
    /// It will not answer a Close that it was sent, so the client's is answered here.
    package mutating func detachRequested() -> [WebSocketCloseAction] {
        let timeouts = self.timeouts
        switch consume self.state {
        case .open:
            self = .init(.detached, timeouts)
            return [.detachOrigin]
        case .detached:
            self = .init(.detached, timeouts)
            return []
        case .closingByClient(let payload, _):
            self = .init(.finished, timeouts)
            return [.sendCloseToClient(.orNormal(payload)), .endClient, .endOrigin]
        case .closingByOrigin(let deadline):
            self = .init(.closingByOrigin(deadline: deadline), timeouts)
            return []
        case .closingByProxy(let client, let origin):
            self = .init(.closingByProxy(clientDeadline: client, originDeadline: origin), timeouts)
            return []
        case .awaitingClient(let deadline):
            self = .init(.awaitingClient(deadline: deadline), timeouts)
            return []
        case .awaitingOrigin(let deadline):
            self = .init(.awaitingOrigin(deadline: deadline), timeouts)
            return []
        case .finished:
            self = .init(.finished, timeouts)
            return []
        }
    }

    // MARK: Losses

    /// The client is gone without a Close, or without an answer to one.
    ///
    /// An origin that was sent a Close is not told of more than that.
    package mutating func clientLost() -> [WebSocketCloseAction] {
        let timeouts = self.timeouts
        switch consume self.state {
        case .open:
            self = .init(.finished, timeouts)
            return [.cutOrigin]
        case .detached:
            self = .init(.finished, timeouts)
            return []
        case .closingByClient(_, .some(let deadline)):
            self = .init(.awaitingOrigin(deadline: deadline), timeouts)
            return []
        case .closingByClient(_, .none):
            self = .init(.finished, timeouts)
            return [.endOrigin]
        case .closingByOrigin:
            self = .init(.finished, timeouts)
            return [.cutOrigin]
        case .closingByProxy(_, .some(let deadline)):
            self = .init(.awaitingOrigin(deadline: deadline), timeouts)
            return []
        case .closingByProxy(_, .none):
            self = .init(.finished, timeouts)
            return [.endOrigin]
        case .awaitingClient:
            self = .init(.finished, timeouts)
            return []
        case .awaitingOrigin(let deadline):
            self = .init(.awaitingOrigin(deadline: deadline), timeouts)
            return []
        case .finished:
            self = .init(.finished, timeouts)
            return []
        }
    }

    /// The origin is gone without a Close, or without an answer to one.
    ///
    /// A client that was sent a Close still has time to answer it.
    package mutating func originLost() -> [WebSocketCloseAction] {
        let timeouts = self.timeouts
        switch consume self.state {
        case .open:
            self = .init(.finished, timeouts)
            return [.cutClient]
        case .detached:
            self = .init(.detached, timeouts)
            return []
        case .closingByClient:
            self = .init(.finished, timeouts)
            return [.cutClient]
        case .closingByOrigin(let deadline):
            self = .init(.awaitingClient(deadline: deadline), timeouts)
            return []
        case .closingByProxy(let deadline, _):
            self = .init(.awaitingClient(deadline: deadline), timeouts)
            return []
        case .awaitingClient(let deadline):
            self = .init(.awaitingClient(deadline: deadline), timeouts)
            return []
        case .awaitingOrigin:
            self = .init(.finished, timeouts)
            return []
        case .finished:
            self = .init(.finished, timeouts)
            return []
        }
    }

    /// A deadline this machine named was reached; it may have moved since.
    ///
    /// Who has not answered a Close is cut. A client that waits for an origin's answer gets its own Close back.
    package mutating func deadlineReached(now: NIODeadline) -> [WebSocketCloseAction] {
        let timeouts = self.timeouts
        switch consume self.state {
        case .open:
            self = .init(.open, timeouts)
            return []
        case .detached:
            self = .init(.detached, timeouts)
            return []
        case .closingByClient(let payload, .some(let deadline)) where deadline <= now:
            self = .init(.finished, timeouts)
            return [.sendCloseToClient(.orNormal(payload)), .endClient, .cutOrigin]
        case .closingByClient(let payload, let deadline):
            self = .init(.closingByClient(payload, deadline: deadline), timeouts)
            return []
        case .closingByOrigin(let deadline) where deadline <= now:
            self = .init(.finished, timeouts)
            return [.cutClient, .cutOrigin]
        case .closingByOrigin(let deadline):
            self = .init(.closingByOrigin(deadline: deadline), timeouts)
            return []
        case .closingByProxy(let client, let origin):
            switch (client <= now, origin.map { $0 <= now }) {
            case (false, .some(true)):
                self = .init(.awaitingClient(deadline: client), timeouts)
                return [.cutOrigin]
            case (true, .some(false)):
                self = .init(.awaitingOrigin(deadline: origin ?? client), timeouts)
                return [.cutClient]
            case (true, .some(true)):
                self = .init(.finished, timeouts)
                return [.cutClient, .cutOrigin]
            case (true, .none):
                self = .init(.finished, timeouts)
                return [.cutClient, .endOrigin]
            case (false, .some(false)), (false, .none):
                self = .init(.closingByProxy(clientDeadline: client, originDeadline: origin), timeouts)
                return []
            }
        case .awaitingClient(let deadline) where deadline <= now:
            self = .init(.finished, timeouts)
            return [.cutClient]
        case .awaitingClient(let deadline):
            self = .init(.awaitingClient(deadline: deadline), timeouts)
            return []
        case .awaitingOrigin(let deadline) where deadline <= now:
            self = .init(.finished, timeouts)
            return [.cutOrigin]
        case .awaitingOrigin(let deadline):
            self = .init(.awaitingOrigin(deadline: deadline), timeouts)
            return []
        case .finished:
            self = .init(.finished, timeouts)
            return []
        }
    }
}

extension ClosePayload {
    /// What the client is sent for a Close without a code, or with 0 for one.
    fileprivate static func orNormal(_ payload: ClosePayload?) -> ClosePayload {
        guard let payload, payload.code != 0 else { return ClosePayload(code: CloseReason.normalClosure) }
        return payload
    }
}
