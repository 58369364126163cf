public import NIOCore

/// The filters that the bodies of instructed responses and of next links pass before they reach the client.
///
/// Source: reference "GRIP" 6.1 and 6.2.
public struct ResponseFilters: Sendable, Equatable {
    /// The filters in the order in which they run, each once.
    public let filters: [FilterName]

    /// Takes the filters of all channels that change responses, whether or not there is a hold.
    public init(channels: [GripChannel]) {
        var filters: [FilterName] = []
        for filter in channels.flatMap(\.filters).compactMap(FilterName.init)
        where filter.changesResponses && !filters.contains(filter) {
            filters.append(filter)
        }
        self.filters = filters
    }

    /// Whether every body goes through unchanged, so that it need not be complete.
    public var isEmpty: Bool { self.filters.isEmpty }

    /// Runs the filters.
    ///
    /// - Parameters:
    ///   - body: The whole body.
    ///   - meta: The values of the subscriber, from the same instruction.
    /// - Returns: The body for the client.
    /// - Throws: A ``FilterError``. Before the head is sent it makes a 502, later it ends the stream.
    public func apply(to body: ByteBuffer, meta: [String: String]) throws(FilterError) -> ByteBuffer {
        var body = body
        for filter in self.filters {
            do {
                body = try IDFilter(responseMeta: meta).render(body)
            } catch {
                throw FilterError(filter, error)
            }
        }
        return body
    }
}
