import ProxySessions

/// What the holds of one loop have in common, so that it is in memory once: where they came from, channels and links.
///
/// Belongs to its loop.
final class HoldSharing {
    private var places = SharedValues<HoldPlace>()
    private var lastPlace: HoldPlace?
    private var channels = SharedValues<ChannelList>()
    private var links = SharedValues<NextLink>()

    /// The same place, shared with other holds from there.
    func shared(_ place: HoldPlace) -> HoldPlace {
        if let last = self.lastPlace {
            place.shareHost(with: last)
        }
        let place = self.places.shared(place)
        self.lastPlace = place
        return place
    }

    /// The same instruction, whose names and link are shared with other holds.
    func shared(_ instruct: StreamInstruct) -> StreamInstruct {
        var instruct = instruct
        instruct.channels.shareNames(&self.channels)
        instruct.link = instruct.link.map { self.links.shared($0) }
        return instruct
    }
}
