package import HTTP1
package import ProxyFanout

/// How the control port words its answers to successful requests.
package enum AnswerFormat: Hashable, Sendable {
    /// `text/plain`.
    case text
    /// `application/json`.
    case json

    /// The value of `Content-Type`.
    package var mediaType: String {
        switch self {
        case .text: "text/plain"
        case .json: "application/json"
        }
    }

    /// What the answer to a publish has to wait for: only JSON says how many subscribers there were.
    package var patience: PublishPatience {
        switch self {
        case .text: .untilQueued
        case .json: .untilDelivered
        }
    }
}

extension AnswerFormat {
    /// Chooses by the `Accept` fields of a request; `nil` is 406 (reference: grip 4).
    ///
    /// The last listed media range that names a format wins, weights do not count, and the comparison is exact.
    /// Without the field the answer is text.
    /// Compatibility: RFC 9110 12.5.1 would rank ranges by weight; publishers rely on Pushpin's order
    /// (`laterMediaRangesWin`).
    package static func negotiated(by fields: HeaderFields) -> AnswerFormat? {
        guard fields.contains(.accept) else { return .text }
        var chosen: AnswerFormat?
        for element in fields.listElements(.accept) {
            let range = element.prefix { $0 != ";" }
            switch String(range.trimmingBlanks) {
            case "text/plain", "text/*", "*/*", "*": chosen = .text
            case "application/json", "application/*": chosen = .json
            default: continue
            }
        }
        return chosen
    }
}
