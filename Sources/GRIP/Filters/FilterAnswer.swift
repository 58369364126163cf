public import NIOCore

/// What came of the request of a network filter.
public enum FilterAnswer: Sendable, Equatable {
    /// The server answered.
    ///
    /// `action` is the value of the header `Action`. Of a body longer than ``FilterRequest/maximumResponseBytes`` the
    /// first bytes are enough if there is one more than that.
    case response(status: Int, action: String?, body: ByteBuffer)
    /// The server did not answer.
    case failed(FilterFailure)
}
