import GRIP
import HTTP1
import NIOCore
import ProxySessions

/// A response that is an instruction, from its head to the end of its hold.
struct InstructedExchange {
    /// The head for the client, without framing and `Grip-*` fields.
    let head: ResponseHead
    /// What the origin asks for.
    let instruct: GripInstruct
    /// Keeps the body until it is complete.
    var buffer: InstructBuffer
    /// The body, once it is complete.
    var body = ByteBuffer()
    /// Whether head and body went to the client before the body was complete.
    var isHeadSent = false
    /// How the stream's body is written, once its head was sent.
    var streamFraming: BodyFraming = .none
}
