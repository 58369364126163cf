import GRIP
package import Logging
import NIOCore
package import ProxyFanout
import Synchronization
package import ZMTP

/// Counts and logs what happens at one ZeroMQ socket.
package final class ZeroMQJournal: Sendable {
    private let role: ZeroMQRole
    private let logger: Logger
    private let counters: Counters
    private let pacer = Mutex(WarningPacer<Kind>())

    /// A journal without entries.
    ///
    /// - Parameters:
    ///   - role: what the socket is for.
    ///   - logger: gets a line for what an operator should know.
    ///   - counters: those of the socket's event loop.
    package init(_ role: ZeroMQRole, logger: Logger, counters: Counters) {
        self.role = role
        self.logger = logger
        self.counters = counters
    }

    /// What is warned of separately.
    private enum Kind: Hashable {
        case peer, connection, accepting, request, item
        case message(MessageRefusal.Kind)
    }

    // MARK: Peers

    /// Something happened to a connection of the socket.
    package func record(_ event: ZMTPEvent) {
        switch event {
        case .peerRefused(_, .closedAtOnce): self.log(event, .peer)
        case .peerRefused, .peerFailed: self.log(event, .peer, counter: .zmqPeersRefused)
        case .connectFailed: self.log(event, .connection, counter: .zmqConnectsFailed)
        case .requestRefused: self.log(event, .request, counter: .zmqCommandsMalformed)
        case .acceptFailed: self.log(event, .accepting)
        case .peerConnected, .peerDisconnected, .queueFull, .queueDrained, .publisherFull, .replyDropped:
            self.log(event, .peer)
        }
    }

    private func log(_ event: ZMTPEvent, _ kind: Kind, counter: Counter? = nil) {
        if let counter {
            self.counters.add(counter)
        }
        switch event.severity {
        case .debug: self.logger.debug("\(self.role): \(event)")
        case .info: self.logger.info("\(self.role): \(event)")
        case .warning: self.warn("\(event)", kind)
        }
    }

    // MARK: Items

    /// A message came in.
    func messageReceived() {
        self.counters.add(.zmqMessages)
    }

    /// A message has no item that could be published.
    func messageRefused(_ refusal: MessageRefusal) {
        self.counters.add(.zmqMessagesMalformed)
        self.warn("\(refusal), skipping", .message(refusal.kind))
    }

    /// The item of a message has been let through or not.
    func itemPublished(_ outcomes: [ItemOutcome]) {
        for case .refused(let reason) in outcomes {
            self.counters.add(.zmqItemsRefused)
            self.warn("item refused: \(reason)", .item)
        }
    }

    /// The socket is not read until publishing has caught up.
    func inputPaused() {
        self.counters.add(.zmqInputsPaused)
    }

    // MARK: Commands

    /// A request gets no answer.
    func commandMalformed(_ reason: String) {
        self.counters.add(.zmqCommandsMalformed)
        self.warn("received message with \(reason), skipping", .request)
    }

    /// A request was answered.
    func commandAnswered(_ response: CommandResponse) {
        self.counters.add(.zmqCommands)
        guard case .failure(let error) = response.result else { return }
        self.counters.add(.zmqCommandsFailed)
        self.logger.debug("\(self.role): answered \(error.condition)\(error.text.map { ": \($0)" } ?? "")")
    }

    private func warn(_ text: @autoclosure () -> String, _ kind: Kind) {
        guard let heldBack = self.pacer.withLock({ $0.warning(of: kind, now: .now()) }) else { return }
        let more = heldBack == 0 ? "" : " (and \(heldBack) like this since the last such line)"
        self.logger.warning("\(self.role): \(text())\(more)")
    }
}
