import HTTP1
import NIOCore
import ProxyUpstream

/// One request to an origin for all equal requests of a loop at that time: option `share_all`.
///
/// Requests join until the response has ended or has passed the limit up to which it is kept; who comes late gets first
/// what came so far. Reference: behaviour 3.10. Belongs to its loop.
final class SharedRequest {
    /// What requests must have in common.
    struct Key: Hashable {
        let routeID: String
        let method: String
        let uri: [UInt8]
        let body: ByteBuffer
    }

    /// One exchange's part in the request.
    final class Member: OriginRequest {
        private let request: SharedRequest
        fileprivate weak var receiver: (any UpstreamReceiver)?
        fileprivate var isPaused = false
        /// Whether what is kept was not delivered to it yet.
        fileprivate var missed: Bool

        fileprivate init(_ request: SharedRequest, receiver: any UpstreamReceiver, missed: Bool) {
            self.request = request
            self.receiver = receiver
            self.missed = missed
        }

        var isWritable: Bool { false }
        // The body is part of the key and was sent with the first request.
        func sendBody(_ bytes: ByteBuffer) {}
        func sendEnd() {}
        func flush() {}

        func pauseReading() {
            self.isPaused = true
            self.request.upstream?.pauseReading()
        }

        func resumeReading() {
            self.isPaused = false
            self.request.resume()
        }

        func cancel() {
            self.request.leave(self)
        }
    }

    private let key: Key
    private let limitBytes: Int
    private let closed: (Key) -> Void
    private var upstream: UpstreamExchange?
    private var members: [Member] = []
    private var head: (head: ResponseHead, framing: BodyFraming)?
    private var kept: [ByteBuffer] = []
    private var keptBytes = 0
    /// Whether further requests may join.
    private var isOpen = true

    /// A request that is not sent.
    ///
    /// - Parameters:
    ///   - key: what further requests are compared with.
    ///   - limitBytes: how much of the response is kept for those that come late.
    ///   - closed: called once, when no further request may join.
    init(_ key: Key, limitBytes: Int, closed: @escaping (Key) -> Void) {
        self.key = key
        self.limitBytes = limitBytes
        self.closed = closed
    }

    /// Sends the request.
    func start(_ start: (any UpstreamReceiver) -> UpstreamExchange) {
        let upstream = start(self)
        self.upstream = upstream
        if self.key.body.readableBytes > 0 {
            upstream.sendBody(self.key.body)
        }
        upstream.sendEnd()
    }

    /// Adds an exchange; what came so far is delivered in another turn of the loop.
    func join(_ receiver: any UpstreamReceiver, on eventLoop: any EventLoop) -> Member {
        let member = Member(self, receiver: receiver, missed: self.head != nil)
        self.members.append(member)
        if member.missed {
            let late = NIOLoopBound(member, eventLoop: eventLoop)
            let request = NIOLoopBound(self, eventLoop: eventLoop)
            eventLoop.execute {
                request.value.catchUp(late.value)
                late.value.receiver?.upstreamReadComplete()
            }
        }
        return member
    }

    private func catchUp(_ member: Member) {
        guard member.missed, let head = self.head else { return }
        member.missed = false
        member.receiver?.upstreamHead(head.head, framing: head.framing)
        for bytes in self.kept {
            member.receiver?.upstreamBody(bytes)
        }
    }

    private func leave(_ member: Member) {
        self.members.removeAll { $0 === member }
        if self.members.isEmpty {
            self.upstream?.cancel()
            self.close()
        } else {
            self.resume()
        }
    }

    private func resume() {
        if !self.members.contains(where: \.isPaused) {
            self.upstream?.resumeReading()
        }
    }

    private func close() {
        guard self.isOpen else { return }
        self.isOpen = false
        self.closed(self.key)
    }

    /// Delivers to every member; those that came late first get what they missed.
    private func deliver(_ event: (any UpstreamReceiver) -> Void) {
        for member in self.members {
            self.catchUp(member)
            if let receiver = member.receiver {
                event(receiver)
            }
        }
    }
}

extension SharedRequest: UpstreamReceiver {
    func upstreamInformational(_ head: ResponseHead) {}

    func upstreamHead(_ head: ResponseHead, framing: BodyFraming) {
        self.deliver { $0.upstreamHead(head, framing: framing) }
        self.head = (head, framing)
    }

    func upstreamBody(_ bytes: ByteBuffer) {
        self.deliver { $0.upstreamBody(bytes) }
        guard self.isOpen else { return }
        self.keptBytes += bytes.readableBytes
        self.kept.append(bytes)
        if self.keptBytes > self.limitBytes {
            self.close()
            // Whoever joined before gets the rest as it comes.
            for member in self.members {
                self.catchUp(member)
            }
            self.kept = []
        }
    }

    func upstreamReadComplete() {
        self.deliver { $0.upstreamReadComplete() }
    }

    func upstreamEnd() {
        self.close()
        self.upstream = nil
        self.deliver { $0.upstreamEnd() }
    }

    func upstreamFailed(_ error: UpstreamError) {
        self.close()
        self.upstream = nil
        self.deliver { $0.upstreamFailed(error) }
    }

    func upstreamWritabilityChanged(isWritable: Bool) {}
}
