import GRIP
import HTTP1
import ProxySessions

/// A response that is an instruction, from its head to the end of its hold.
struct InstructedExchange {
    /// Reads it.
    var reader: InstructionReader
    /// The instruction, once its body is complete.
    var instruction: Instruction?
    /// How the body is written to the client, once the head was sent.
    var sentFraming: BodyFraming?
}
