/// What an origin's response asks the proxy to do.
///
/// Source: reference "GRIP" 1.
public struct GripInstruct: Sendable, Equatable {
    /// The hold, `nil` when the response is sent on at once.
    public var hold: GripHold?
    /// The channels named, also when there is no hold: their filters apply to the response body all the same.
    public var channels: [GripChannel]
    /// The status to send instead of the origin's.
    public var status: GripStatus?
    /// The names of the only headers of the origin's response that reach the client; empty means all do.
    public var exposedHeaders: [String]
    /// The link to fetch when a stream may have missed something, or at once when there is no hold.
    public var nextLink: GripLink?
    /// The link to post to when the client has gone.
    public var goneLink: GripLink?
    /// Values of the subscriber for filters.
    public var meta: [String: String]
    /// The response to send instead of the origin's; `nil` when the instruction came in headers.
    public var response: InstructResponse?

    /// Creates an instruction; its channels are those of the hold.
    public init(
        hold: GripHold? = nil,
        status: GripStatus? = nil,
        exposedHeaders: [String] = [],
        nextLink: GripLink? = nil,
        goneLink: GripLink? = nil,
        meta: [String: String] = [:],
        response: InstructResponse? = nil
    ) {
        self.hold = hold
        self.channels = hold?.channels ?? []
        self.status = status
        self.exposedHeaders = exposedHeaders
        self.nextLink = nextLink
        self.goneLink = goneLink
        self.meta = meta
        self.response = response
    }
}
