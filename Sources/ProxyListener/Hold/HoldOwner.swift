package import GRIP
package import NIOCore

/// Who began a hold and finishes it.
///
/// Calls come on the connection's loop.
package protocol HoldOwner: AnyObject {
    /// Looks at the items of a hold that is `isGated`.
    var gate: (any HoldGate)? { get }

    /// A response hold is over: send this as the response, with the body that filters made of the item's, if they did.
    func holdAnswered(with item: HTTPResponseContent, replacement: ByteBuffer?)
    /// A response hold's time is over: send the response the origin gave.
    func holdTimedOut()
    /// The origin has something new: send the held request again.
    func holdAsksAgain()
    /// Something may have been missed: send the held request again, without hurry. The hold goes on until then.
    func holdUpdates()
    /// The hold cannot go on; the owner ends it.
    func holdFailed(_ reason: String)
    /// A stream was ended by a publish, and its body was finished.
    func holdEnded()
    /// The client of a stream reads too slowly; the connection is closed.
    func holdOverflowed(queuedBytes: Int)
}
