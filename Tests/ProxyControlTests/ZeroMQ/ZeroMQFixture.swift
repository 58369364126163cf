import Logging
import NIOCore
import NIOEmbedded
import ProxyControl
import ProxyFanout
import Synchronization

/// A journal whose lines and numbers a test can read.
struct ZeroMQFixture {
    let eventLoop = EmbeddedEventLoop()
    let counters = Counters()
    let lines = RecordingLogHandler.Lines()
    let journal: ZeroMQJournal

    init(_ role: ZeroMQRole) {
        let lines = self.lines
        self.journal = ZeroMQJournal(
            role,
            logger: Logger(label: "zeromq") { _ in RecordingLogHandler(lines) },
            counters: self.counters
        )
    }

    /// The counters that are not zero.
    var counts: [Counter: Int] {
        Dictionary(uniqueKeysWithValues: Counters.sum([self.counters]).map { ($0.counter, $0.value) })
    }
}

/// A socket of items and topics that writes down what is asked of it.
final class RecordingSocket: ItemSocket, TopicSocket {
    private let entries = Mutex<[String]>([])

    var told: [String] { self.entries.withLock { $0 } }

    private func add(_ entry: String) {
        self.entries.withLock { $0.append(entry) }
    }

    func pause() {
        self.add("pause")
    }

    func resume() {
        self.add("resume")
    }

    func subscribe(_ topic: String) {
        self.add("+\(topic)")
    }

    func unsubscribe(_ topic: String) {
        self.add("-\(topic)")
    }
}
