/// A request for a next link: `GET` the link, with `Grip-Last` for each of the ids.
package struct LinkRequest: Equatable, Sendable {
    /// What is fetched.
    package var link: NextLink
    /// The last item delivered on each channel that had a `prev-id`; names are without the route's prefix.
    package var lastIDs: [RequestContext.LastID]

    package init(link: NextLink, lastIDs: [RequestContext.LastID]) {
        self.link = link
        self.lastIDs = lastIDs
    }
}
