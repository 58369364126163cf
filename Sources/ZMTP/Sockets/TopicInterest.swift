import Synchronization

/// Whether anybody subscribes to messages that begin in a certain way.
///
/// Made by `PublisherSocket.interest(in:)`; ask it before a message is built that nobody may want.
package final class TopicInterest: Sendable {
    let beginning: [UInt8]
    private let state = Atomic(false)

    init(beginning: [UInt8]) {
        self.beginning = beginning
    }

    /// Whether such a message may reach anybody; costs one load.
    package var isWanted: Bool { self.state.load(ordering: .relaxed) }

    func update(isWanted: Bool) {
        self.state.store(isWanted, ordering: .relaxed)
    }
}
