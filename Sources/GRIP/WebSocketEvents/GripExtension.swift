/// The WebSocket extension with which an origin turns GRIP on for a connection: `grip[; message-prefix=P]`.
///
/// Source: reference "WebSocket" 2.1.
public struct GripExtension: Sendable, Equatable {
    /// The name of the extension.
    public static let name = "grip"
    /// The prefix of messages for the client when the origin names none.
    public static let defaultMessagePrefix = "m:"

    /// What a message for the client starts with, possibly empty.
    public var messagePrefix: [UInt8]
    /// The extension as the origin wrote it, for trusted clients that do the rest themselves.
    public var text: String

    /// Creates the extension without parameters.
    public init() {
        self.messagePrefix = Array(Self.defaultMessagePrefix.utf8)
        self.text = Self.name
    }

    /// Finds the extension; `nil` when it is not among those that are named.
    ///
    /// - Parameter fieldValues: The values of all the `Sec-WebSocket-Extensions` headers of a response, each of which
    ///   may name several extensions. Of two that are ours the first counts.
    public init?(_ fieldValues: some Sequence<String>) {
        for element in fieldValues.lazy.flatMap(HeaderList.elements) {
            guard let item = HeaderParameters(element), Self.isName(item.first) else { continue }
            self.messagePrefix = Array((item.value(of: "message-prefix") ?? Self.defaultMessagePrefix).utf8)
            self.text = String(decoding: element, as: UTF8.self)
            return
        }
        return nil
    }

    private static func isName(_ text: ArraySlice<UInt8>) -> Bool {
        text.lazy.map(ASCII.lowercased).elementsEqual(self.name.utf8)
    }
}
