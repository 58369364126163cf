import GRIP
import NIOCore
import ProxyServer

/// The item that the options of `publish` describe (reference: behaviour 2.2, grip 3).
struct ItemDocument {
    /// What subscribers get.
    private enum Action {
        case send(PublishContent, isLineEnded: Bool)
        case hint
        case close
    }

    private let members: [JSONObject.Member]
    private let action: Action
    private let responseMembers: [JSONObject.Member]

    /// Reads the options, and the file that `@FILE` names.
    init(_ options: PublishOptions) throws(PublishFailure) {
        var members: [JSONObject.Member] = [.init(name: "channel", value: .string(options.channel))]
        if let id = options.id, !id.isEmpty {
            members.append(.init(name: "id", value: .string(id)))
        }
        if let previousID = options.prevId, !previousID.isEmpty {
            members.append(.init(name: "prev-id", value: .string(previousID)))
        }
        if options.noSeq {
            members.append(.init(name: "no-seq", value: .bool(true)))
        }
        var meta: [JSONObject.Member] = []
        if let sender = options.sender, !sender.isEmpty {
            meta.append(.init(name: "sender", value: .string(sender)))
        }
        for text in options.meta {
            meta.append(try Self.pair(text, separator: "=", mistake: "meta must be in the form \"name=value\""))
        }
        if !meta.isEmpty {
            members.append(.init(name: "meta", value: .object(JSONObject(meta))))
        }
        self.members = members

        let headers = try options.header.map { (text) throws(PublishFailure) in
            try Self.pair(text, separator: ":", mistake: "header must be in the form \"name: value\"")
        }
        var response: [JSONObject.Member] = [.init(name: "code", value: .number(JSONNumber(options.code)))]
        if !headers.isEmpty {
            // A list, since a header may be given more than once.
            let lines = headers.map { JSONValue.array([.string($0.name), $0.value]) }
            response.append(.init(name: "headers", value: .array(lines)))
        }
        self.responseMembers = response
        self.action = try Self.action(options)
    }

    private static func action(_ options: PublishOptions) throws(PublishFailure) -> Action {
        if options.hint {
            return .hint
        }
        if options.close {
            return .close
        }
        guard 0...999 ~= options.code else {
            throw PublishFailure("code must be an integer between 0 and 999")
        }
        guard let text = options.content else {
            throw PublishFailure("must specify content")
        }
        return .send(try PublishContent(text, isPatch: options.patch), isLineEnded: !options.noEol)
    }

    private static func pair(
        _ text: String,
        separator: Character,
        mistake: String
    ) throws(PublishFailure) -> JSONObject.Member {
        guard let place = text.firstIndex(of: separator) else {
            throw PublishFailure(mistake)
        }
        let value = text[text.index(after: place)...].drop { $0 == " " || $0 == "\t" }
        return .init(name: String(text[..<place]), value: .string(String(value)))
    }

    /// The item, with contents as `notation` writes them.
    func item<Notation: ItemNotation>(in notation: Notation.Type) -> Notation {
        let members = self.members.map { ($0.name, Notation($0.value)) }
        return .dictionary(members + [("formats", .dictionary(self.formats(in: notation)))])
    }

    private func formats<Notation: ItemNotation>(in notation: Notation.Type) -> [(String, Notation)] {
        switch self.action {
        case .hint:
            let hint = Notation.dictionary([("action", Notation("hint"))])
            return [("http-response", hint), ("http-stream", hint), ("ws-message", hint)]
        case .close:
            let close = Notation.dictionary([("action", Notation("close"))])
            return [("http-stream", close), ("ws-message", close)]
        case .send(let content, let isLineEnded):
            let head = self.responseMembers.map { ($0.name, Notation($0.value)) }
            switch content {
            case .patch(let patch):
                return [("http-response", .dictionary(head + [("body-patch", Notation(patch))]))]
            case .bytes(let bytes, let isVerbatim):
                let line = bytes + (isLineEnded && !isVerbatim ? [UInt8(ascii: "\n")] : [])
                return [
                    ("http-response", .dictionary(head + [Notation.content(line, name: "body")])),
                    ("http-stream", .dictionary([Notation.content(line, name: "content")])),
                    ("ws-message", .dictionary([Notation.content(bytes, name: "content")])),
                ]
            }
        }
    }
}
