import GRIP
package import NIOCore

/// Writes packets as they go over the statistics socket: `TYPE SP FORMAT DATA`.
///
///     sub J{"channel":"news","from":"handler_71","mode":"stream","subscribers":1,"ttl":60}
///
/// Reference: ops 3.
package struct StatisticsEncoder: Sendable {
    private let sender: String
    private let format: StatisticsFormat

    /// An encoder.
    ///
    /// - Parameters:
    ///   - sender: the value of `from`.
    ///   - format: how the data is written.
    package init(sender: String, format: StatisticsFormat) {
        self.sender = sender
        self.format = format
    }

    /// The one part of the packet's message.
    package func encode(_ packet: StatisticsPacket) -> ByteBuffer {
        var bytes = ByteBuffer(string: packet.topic.prefix)
        let fields = packet.fields + [("from", .text(self.sender))]
        switch self.format {
        case .json:
            bytes.writeStaticString("J")
            let members = fields.map { JSONObject.Member(name: $0.name, value: JSONValue($0.value)) }
            JSONValue.object(JSONObject(members)).write(to: &bytes, sortedKeys: true)
        case .tnetstring:
            bytes.writeStaticString("T")
            let members = fields.map { TNetString.Member(name: $0.name, value: TNetString($0.value)) }
            TNetString.dictionary(members).write(to: &bytes)
        }
        return bytes
    }
}

extension JSONValue {
    fileprivate init(_ value: StatisticsPacket.FieldValue) {
        self =
            switch value {
            case .text(let text): .string(text)
            case .number(let number): .number(JSONNumber(number))
            case .yes: .bool(true)
            }
    }
}

extension TNetString {
    fileprivate init(_ value: StatisticsPacket.FieldValue) {
        self =
            switch value {
            case .text(let text): .text(text)
            case .number(let number): .integer(number)
            case .yes: .bool(true)
            }
    }
}
