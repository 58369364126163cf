package import NIOCore
package import ProxyFanout
import ZMTP

/// Publishes what comes in at a PULL or SUB socket.
///
/// Belongs to the socket's loop. While publishing cannot keep up the socket is not read, so that its senders wait.
package final class ItemInput {
    private let form: MessageForm
    private let eventLoop: any EventLoop
    private let sink: any PublishSink
    private let journal: ZeroMQJournal
    private weak var socket: (any ItemSocket)?
    /// Items of which is not known yet that they have their place.
    private var waitingCount = 0
    private var isPaused = false

    /// An input whose socket is named later, with `attach`.
    package init(_ form: MessageForm, eventLoop: any EventLoop, sink: any PublishSink, journal: ZeroMQJournal) {
        self.form = form
        self.eventLoop = eventLoop
        self.sink = sink
        self.journal = journal
    }

    /// Names the socket that is paused, which is not retained.
    package func attach(_ socket: any ItemSocket) {
        self.socket = socket
    }

    /// A message came in.
    package func received(_ parts: [ByteBuffer]) {
        self.journal.messageReceived()
        do {
            let item = try self.form.item(of: parts)
            self.waitingCount += 1
            let input = NIOLoopBound(self, eventLoop: self.eventLoop)
            self.sink.publish([item], on: self.eventLoop, waits: .untilQueued) { input.value.published($0) }
            self.pauseIfBehind()
        } catch {
            self.journal.messageRefused(error)
        }
    }

    private func published(_ outcomes: [ItemOutcome]) {
        self.waitingCount -= 1
        self.journal.itemPublished(outcomes)
        guard self.isPaused, self.waitingCount == 0 else { return }
        self.isPaused = false
        self.socket?.resume()
    }

    private func pauseIfBehind() {
        guard self.waitingCount > 0, !self.isPaused else { return }
        self.isPaused = true
        self.journal.inputPaused()
        self.socket?.pause()
    }
}
