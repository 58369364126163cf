package import GRIP
package import HTTP1
package import NIOCore

/// A complete instruction of an origin: what to do, and the response that goes with it.
package struct Instruction: Sendable, Equatable {
    /// What the origin asks for.
    package let instruct: GripInstruct
    /// The head for the client, without framing and `Grip-*` fields.
    package let head: ResponseHead
    /// The body for the client; empty when it went there before it was complete.
    package var body: ByteBuffer
}
