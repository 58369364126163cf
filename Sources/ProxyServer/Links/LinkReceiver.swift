import GRIP
import NIOCore
import ProxySessions

/// Who asked for a link.
///
/// All calls come on the loop of the fetch, in this order: `linkAnswered`, `linkBody`, `linkEnded`; or `linkFailed` at any
/// time, as the last.
protocol LinkReceiver: AnyObject {
    /// Whether the client takes what is written.
    var takesLinkBody: Bool { get }

    /// What the answer asks for; its body follows.
    func linkAnswered(_ instruction: Instruction)

    /// Bytes of the body: all of them, or pieces of one that is too long to be kept.
    func linkBody(_ bytes: ByteBuffer)

    /// The body is complete.
    func linkEnded()

    /// There is no answer, or not all of it.
    func linkFailed(_ failure: LinkFailure)
}

/// Why a link has no answer.
enum LinkFailure: Error, CustomStringConvertible {
    /// The origin could not be reached or broke off.
    case origin(reason: String)
    /// The status is not 2xx.
    case status(Int)
    /// The instruction cannot be understood.
    case malformed(reason: String)

    var description: String {
        switch self {
        case .origin(let reason): reason
        case .status(let status): "the origin answered with status \(status)"
        case .malformed(let reason): reason
        }
    }
}
