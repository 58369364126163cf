/// Who began to park a connection and decides about it.
///
/// Calls come on the socket's loop, one after another, and never from within a call the owner makes itself. After `close`,
/// `unpark` and `closeAfterWrites` none comes.
package protocol ParkedSocketOwner: AnyObject {
    /// The client sent bytes or ended its half: read with `receive`, unpark, or look at `hasClientEnded`.
    ///
    /// Bytes are told once, and again only after `receive`; until then only the end of the client's half is. May be told
    /// once too often.
    func parkedSocketReadable()

    /// Everything that had to wait was sent.
    func parkedSocketWritable()

    /// The connection broke, and is closed already.
    ///
    /// - Parameter errorNumber: the `errno`, such as that of a reset or a broken pipe; 0 when the system gave none.
    func parkedSocketFailed(_ errorNumber: CInt)
}
