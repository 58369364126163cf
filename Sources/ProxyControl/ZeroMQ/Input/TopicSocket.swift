package import ZMTP

/// A socket that asks publishers for topics.
package protocol TopicSocket: AnyObject, Sendable {
    /// Asks for what begins with a topic.
    func subscribe(_ topic: String)
    /// Asks for it no more.
    func unsubscribe(_ topic: String)
}

extension SubSocket: TopicSocket {}
