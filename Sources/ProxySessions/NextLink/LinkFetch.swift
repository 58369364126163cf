import NIOCore

/// One next link on its way, with its retries.
struct LinkFetch: Equatable, Sendable {
    /// How often a link is tried again.
    static let maximumRetries = 5

    let link: NextLink
    /// What the response asks for, once its head is here.
    var answer: StreamInstruct?
    /// Whether some of the response's body went to the client.
    var hasWritten = false
    private var retries = 0

    init(_ link: NextLink) {
        self.link = link
    }

    /// The fetch failed; returns how long to wait before the next try, or `nil` when there is none.
    ///
    /// 1, 2, 4, 8 and 16 seconds, as long as nothing was written (reference: GRIP 2.6, "Failure").
    mutating func failed() -> TimeAmount? {
        self.answer = nil
        guard !self.hasWritten, self.retries < Self.maximumRetries else { return nil }
        self.retries += 1
        return .seconds(1 << Int64(self.retries - 1))
    }
}
