/// The names of the channels of a hold, each once and in order.
///
/// They stay the same while the hold lasts; a copy is a reference.
package struct ChannelList: Sendable, Hashable {
    /// The names as publishers use them, with the route's prefix.
    package private(set) var channelNames: [ChannelName] = []
    /// The names as the origin gave them; empty as long as all are the same as those with the prefix.
    private var originNames: [String] = []

    /// No channels.
    init(minimumCapacity: Int) {
        self.channelNames.reserveCapacity(minimumCapacity)
    }

    /// Adds a channel that is not there yet.
    ///
    /// - Parameters:
    ///   - channelName: the name as publishers use it, with the route's prefix.
    ///   - originName: the name as the origin gave it.
    mutating func append(_ channelName: ChannelName, originName: String) {
        let isSame = ChannelName(originName) == channelName
        if self.originNames.isEmpty, !isSame {
            self.originNames = self.channelNames.map(\.text)
        }
        self.channelNames.append(channelName)
        if !isSame || !self.originNames.isEmpty {
            self.originNames.append(originName)
        }
    }

    /// How many there are.
    var count: Int { self.channelNames.count }

    /// Where a channel is.
    func position(of channelName: ChannelName) -> Int? {
        self.channelNames.firstIndex(of: channelName)
    }

    /// Where a channel is, by the name the origin gave it.
    func position(ofOriginName name: String) -> Int? {
        let name = ChannelName(name)
        return self.channelNames.indices.first { ChannelName(self.originName(at: $0)) == name }
    }

    /// The name as publishers use it.
    func channelName(at position: Int) -> ChannelName { self.channelNames[position] }

    /// The name as the origin gave it.
    func originName(at position: Int) -> String {
        self.originNames.isEmpty ? self.channelNames[position].text : self.originNames[position]
    }
}
