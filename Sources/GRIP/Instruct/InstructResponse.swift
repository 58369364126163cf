public import NIOCore

/// The response to a client as a JSON instruction gives it; nothing of the origin's own response is left in it.
///
/// Source: reference "GRIP" 1.3, `response`.
public struct InstructResponse: Sendable, Equatable {
    /// The status code, 0 to 999: that of the instruction, else that of `Grip-Status`, else 200.
    public var status: Int
    /// The reason phrase; `nil` means the standard phrase of the status.
    public var reason: String?
    /// Names and values in the order to send; those given as an object come sorted by the bytes of their names.
    ///
    /// Every name is a token and no value holds a control character other than a tab. `Grip-*` names are among them if
    /// the origin put them there, and so may be those that frame a message, which are the sender's to replace.
    public var headers: [(name: String, value: String)]
    /// The body, possibly empty.
    public var body: ByteBuffer

    /// Creates a response.
    public init(
        status: Int = 200,
        reason: String? = nil,
        headers: [(name: String, value: String)] = [],
        body: ByteBuffer = ByteBuffer()
    ) {
        self.status = status
        self.reason = reason
        self.headers = headers
        self.body = body
    }

    /// Compares everything; headers are equal only in the same order and spelling.
    public static func == (a: Self, b: Self) -> Bool {
        a.status == b.status && a.reason == b.reason && a.headers.elementsEqual(b.headers, by: ==) && a.body == b.body
    }
}
