public import NIOCore

/// The answer to a command.
///
/// Source: reference "operations" 2.
public struct CommandResponse: Sendable, Equatable {
    /// The id of the request; when it is empty, the answer has none.
    public var id: ByteBuffer
    /// What the command returns, null where that is nothing, or why it was not carried out.
    public var result: Result<TNetString, CommandError>

    /// Creates an answer.
    public init(id: ByteBuffer, result: Result<TNetString, CommandError>) {
        self.id = id
        self.result = result
    }

    /// The answer as a message part.
    public var bytes: ByteBuffer {
        var members: [TNetString.Member] = []
        if self.id.readableBytes > 0 {
            members.append(TNetString.Member(name: "id", value: .bytes(self.id)))
        }
        switch self.result {
        case .success(let value):
            members.append(TNetString.Member(name: "success", value: true))
            members.append(TNetString.Member(name: "value", value: value))
        case .failure(let error):
            members.append(TNetString.Member(name: "success", value: false))
            members.append(TNetString.Member(name: "condition", value: .text(error.condition)))
            if let text = error.text {
                members.append(TNetString.Member(name: "value", value: .text(text)))
            }
        }
        var bytes = ByteBuffer()
        TNetString.dictionary(members).write(to: &bytes)
        return bytes
    }
}
