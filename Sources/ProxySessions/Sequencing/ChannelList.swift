/// The names of the channels of a hold, each once and in order.
///
/// They stay the same while the hold lasts; a copy is a reference.
package struct ChannelList: Sendable, Hashable {
    private struct Entry: Sendable, Hashable {
        let channelName: ChannelName
        let originName: String
    }

    private var entries: [Entry] = []

    /// No channels.
    init(minimumCapacity: Int) {
        self.entries.reserveCapacity(minimumCapacity)
    }

    /// Adds a channel that is not there yet.
    ///
    /// - Parameters:
    ///   - channelName: the name as publishers use it, with the route's prefix.
    ///   - originName: the name as the origin gave it.
    mutating func append(_ channelName: ChannelName, originName: String) {
        self.entries.append(Entry(channelName: channelName, originName: originName))
    }

    /// How many there are.
    var count: Int { self.entries.count }

    /// Where a channel is.
    func position(of channelName: ChannelName) -> Int? {
        self.entries.firstIndex { $0.channelName == channelName }
    }

    /// Where a channel is, by the name the origin gave it.
    func position(ofOriginName name: String) -> Int? {
        let name = ChannelName(name)
        return self.entries.firstIndex { ChannelName($0.originName) == name }
    }

    /// The name as publishers use it.
    func channelName(at position: Int) -> ChannelName { self.entries[position].channelName }

    /// The name as the origin gave it.
    func originName(at position: Int) -> String { self.entries[position].originName }

    /// The names as publishers use them.
    var channelNames: [ChannelName] { self.entries.map(\.channelName) }
}
