import GRIP
import HTTP1
import Logging
import NIOCore
import ProxyFanout
import ProxySessions
import ProxyUpstream

/// One question of a filter to an origin (reference: GRIP 6.5).
///
/// Belongs to its loop.
final class FilterExchange: UpstreamReceiver, WheelEntry {
    var wheelPosition: WheelPosition?
    private let services: LoopServices
    private let deadline: NIODeadline
    private var answered: ((FilterAnswer) -> Void)?
    private var upstream: UpstreamExchange?
    private var status = 0
    private var action: String?
    private var body = ByteBuffer()

    private init(services: LoopServices, answered: @escaping (FilterAnswer) -> Void) {
        self.services = services
        self.answered = answered
        self.deadline = .now() + .nanoseconds(FilterRequest.timeout.wholeNanoseconds)
    }

    /// Asks; `answered` is called once, in another turn of the loop, unless the question is cancelled.
    static func ask(
        _ call: LinkCall,
        services: LoopServices,
        answered: @escaping (FilterAnswer) -> Void
    ) -> FilterExchange {
        let exchange = FilterExchange(services: services, answered: answered)
        services.context.wheel.schedule(exchange, at: exchange.deadline)
        guard services.filterRates.take(call.link, now: .now()) else {
            exchange.fail(.limitReached)
            return exchange
        }
        do throws(ProxyError) {
            exchange.upstream = try call.send(toTarget: 0, allowsReuse: true, services: services, receiver: exchange)
        } catch {
            services.logger.warning("a filter's question was not sent: \(error)")
            exchange.fail(.other)
        }
        return exchange
    }

    /// Answers with a failure in another turn of the loop.
    private func fail(_ failure: FilterFailure) {
        let failed = NIOLoopBound(self, eventLoop: self.services.context.eventLoop)
        self.services.context.eventLoop.execute { failed.value.finish(.failed(failure)) }
    }

    /// Nobody wants the answer any more.
    func cancel() {
        self.answered = nil
        self.upstream?.cancel()
        self.upstream = nil
        self.services.context.wheel.cancel(self)
    }

    private func finish(_ answer: FilterAnswer) {
        let answered = self.answered
        self.cancel()
        answered?(answer)
    }

    func deadlineReached(now: NIODeadline) -> NIODeadline? {
        guard self.deadline <= now else { return self.deadline }
        self.finish(.failed(.requestTimedOut))
        return nil
    }

    func upstreamInformational(_ head: ResponseHead) {}

    func upstreamHead(_ head: ResponseHead, framing: BodyFraming) {
        self.status = head.status
        self.action = head.fields.first("Action")
    }

    func upstreamBody(_ bytes: ByteBuffer) {
        self.body.writeImmutableBuffer(bytes)
        // One byte over the limit is enough to refuse the answer.
        if self.body.readableBytes > FilterRequest.maximumResponseBytes {
            self.finish(.response(status: self.status, action: self.action, body: self.body))
        }
    }

    func upstreamReadComplete() {}

    func upstreamEnd() {
        self.upstream = nil
        self.finish(.response(status: self.status, action: self.action, body: self.body))
    }

    func upstreamFailed(_ error: UpstreamError) {
        self.upstream = nil
        let failure: FilterFailure =
            switch error.kind {
            case .connectionRefused: .connectionRefused
            case .connectTimeout: .connectionTimedOut
            case .tlsFailure: .tls
            case .closedBeforeResponse, .closedMidBody: .disconnected
            case .responseTimeout, .idleTimeout: .requestTimedOut
            default: .other
            }
        self.finish(.failed(failure))
    }

    func upstreamWritabilityChanged(isWritable: Bool) {}
}
