package import GRIP

/// Who began a hold and finishes it.
///
/// Calls come on the connection's loop.
package protocol HoldOwner: AnyObject {
    /// A response hold is over: send this as the response.
    func holdAnswered(with item: HTTPResponseContent, of published: PublishItem)
    /// A response hold's time is over: send the response the origin gave.
    func holdTimedOut()
    /// A stream was ended by a publish, and its body was finished.
    func holdEnded()
    /// The client of a stream reads too slowly; the connection is closed.
    func holdOverflowed(queuedBytes: Int)
}
