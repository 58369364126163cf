import NIOCore
import ProxyFanout
package import ProxySessions

/// The end of the process, as the connections of one event loop see it.
extension ConnectionService {
    /// What is open; connections that wait for a request are closed on the way.
    package func surveyDrain() -> DrainSurvey {
        var survey = DrainSurvey()
        self.connections.visit { handler in
            if handler.drainStage == .idle {
                handler.abort()
            } else {
                survey.count(handler.drainStage)
            }
            return true
        }
        self.parked.visit { connection in
            survey.count(connection.drainStage)
            return true
        }
        survey.sending += self.context.lingering.unsentCount
        survey.lingering += self.context.lingering.sentCount
        return survey
    }

    /// Tells so many holds that the process ends.
    ///
    /// - Parameters:
    ///   - limit: how many.
    ///   - reconnecting: when clients of streams shall come back, in milliseconds.
    /// - Returns: what was told.
    package func drainHolds(_ limit: Int, reconnecting: ClosedRange<Int>) -> DrainedHolds {
        var drained = DrainedHolds()
        self.connections.visit { handler in
            drained.tell(handler.receiver, reconnecting)
            return drained.count < limit
        }
        guard drained.count < limit else { return drained }
        self.parked.visit { connection in
            drained.tell(connection.receiver, reconnecting)
            return drained.count < limit
        }
        return drained
    }
}

extension DrainedHolds {
    /// Tells a connection's receiver, if it has a hold.
    fileprivate mutating func tell(_ receiver: (any RequestReceiver)?, _ reconnecting: ClosedRange<Int>) {
        guard let receiver, receiver.drainStage.isHold else { return }
        self.count(receiver.drainStage)
        receiver.drainHold(reconnectingAfter: .random(in: reconnecting))
    }
}

extension ClientConnectionHandler {
    /// How long a client that has just connected may take to begin its first request.
    private static let freshTime = TimeAmount.milliseconds(500)

    /// Whether a request has begun to arrive, or the connection is so new that one must be expected.
    private var mayBringRequest: Bool {
        if self.headBegan != nil { return true }
        return self.isUnused && self.service.context.eventLoop.now < self.lastActivity + Self.freshTime
    }

    /// What it has to do before the process can end.
    var drainStage: DrainStage {
        switch self.machine.waiting {
        case .nothing: .lingering
        case .clientClose: self.lingerBegan == nil ? .sending : .lingering
        case .requestHead: self.mayBringRequest ? .request : .idle
        case .requestBody, .response: self.receiver?.drainStage ?? .request
        }
    }
}

extension ParkedConnection {
    /// What it has to do before the process can end.
    var drainStage: DrainStage {
        self.receiver?.drainStage ?? .sending
    }
}
