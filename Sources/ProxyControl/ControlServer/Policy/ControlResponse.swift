import GRIP
import NIOCore
package import ProxyFanout

/// What the control port says in the end (reference: grip 4).
package enum ControlResponse: Equatable, Sendable {
    /// The greeting at `/`.
    case greeting
    /// The items were handed to every loop; one outcome per item, in their order.
    case published(AnswerFormat, [ItemOutcome])
    /// The origins of all holds will be asked again.
    case updated(AnswerFormat)
    /// Nothing was done.
    case refused(ControlRefusal)

    /// The status of the answer.
    ///
    /// A publish of which nothing was published is no success: most publishers look at the status only.
    package var status: Int {
        switch self {
        case .greeting, .updated: 200
        case .published(_, let outcomes): Self.refusalOfAll(outcomes) == nil ? 200 : 503
        case .refused(let refusal): refusal.status
        }
    }

    /// The format of the body; errors are always text.
    package var format: AnswerFormat {
        switch self {
        case .greeting, .refused: .text
        case .published(let format, _), .updated(let format): format
        }
    }

    /// The body, which ends in one newline.
    package var body: String {
        switch self {
        // Compatibility: the name is Pushpin's, since health checks compare the text (`greetingIsPushpins`).
        case .greeting: "Pushpin API\n"
        case .published(.text, let outcomes):
            Self.refusalOfAll(outcomes).map { "Not published: \($0)\n" } ?? "Published\n"
        case .published(.json, let outcomes): Self.list(outcomes)
        case .updated(.text): "Updated\n"
        case .updated(.json): #"{"message":"Updated"}"# + "\n"
        case .refused(let refusal): "\(refusal)\n"
        }
    }

    /// A further header line that this answer needs.
    package var extraField: String? {
        switch self {
        case .refused(.methodNotAllowed): "Allow: POST\r\n"
        case .refused(.unauthorized): "WWW-Authenticate: Bearer\r\n"
        case .greeting, .published, .updated, .refused: nil
        }
    }

    /// The number of items for the log, where there were items.
    package var itemCount: Int? {
        guard case .published(_, let outcomes) = self else { return nil }
        return outcomes.count
    }

    /// Why nothing at all was published: the reason for the first item, if every item was refused.
    package static func refusalOfAll(_ outcomes: [ItemOutcome]) -> String? {
        guard case .refused(let reason) = outcomes.first else { return nil }
        let isAnyTaken = outcomes.contains { outcome in
            switch outcome {
            case .published, .queued, .waiting, .duplicate: true
            case .refused: false
            }
        }
        return isAnyTaken ? nil : reason
    }

    /// The answer with one entry per item, so that a publisher can see what nobody received.
    private static func list(_ outcomes: [ItemOutcome]) -> String {
        var text = ByteBuffer()
        let isRefused = Self.refusalOfAll(outcomes) != nil
        text.writeString(isRefused ? #"{"message":"Not published","items":["# : #"{"message":"Published","items":["#)
        var isFirst = true
        for outcome in outcomes {
            if !isFirst {
                text.writeStaticString(",")
            }
            isFirst = false
            switch outcome {
            case .published(let receivers):
                text.writeString(#"{"receivers":\#(receivers)}"#)
            case .queued:
                text.writeStaticString(#"{"queued":true}"#)
            case .waiting:
                text.writeStaticString(#"{"waiting":true}"#)
            case .duplicate:
                text.writeStaticString(#"{"duplicate":true}"#)
            case .refused(let reason):
                text.writeStaticString(#"{"refused":"#)
                JSONValue.write(reason, to: &text)
                text.writeStaticString("}")
            }
        }
        text.writeStaticString("]}\n")
        return String(buffer: text)
    }
}
