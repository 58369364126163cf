import GRIP
import HTTP1
import ProxySessions

/// A response that is an instruction, from its head to the end of its hold.
///
/// A class of its own, because most exchanges have none.
final class InstructedExchange {
    /// Reads it; let go of when it is read.
    var reader: InstructionReader?
    /// The instruction, once its body is complete; a stream lets go of it when it is held.
    var instruction: Instruction?
    /// How the body is written to the client, once the head was sent.
    var sentFraming: BodyFraming?

    init(reader: InstructionReader) {
        self.reader = reader
    }
}
