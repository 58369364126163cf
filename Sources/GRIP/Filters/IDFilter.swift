import NIOCore

/// The filter `build-id`: `%I` in content is an id made of the last ids of the subscriber's channels.
///
/// The subscriber's `id_format` says how, with `%(CHANNEL)s` for the last id of a channel. `%(TEXT)I` is TEXT; with
/// `id_encoding` set to `hex` both are written as lower-case hexadecimal digits. Source: reference "GRIP" 6.2.
struct IDFilter {
    /// The id of `%I`, `nil` where there are no last ids.
    private let id: [UInt8]?
    private let isHexadecimal: Bool

    /// Prepares the filter for the content of a message.
    init(message subscription: FilterContext) throws(FilterError.Reason) {
        guard let format = subscription.meta["id_format"] else { throw .missingIDFormat }
        do {
            let template = ContentTemplate(text: ByteBuffer(string: format), isTolerant: false)
            self.id = Array(try template.renderVariables(subscription.lastID).readableBytesView)
        } catch {
            throw .idNotRendered(error)
        }
        self.isHexadecimal = try Self.isHexadecimal(subscription.meta)
    }

    /// Prepares the filter for the body of a response, where no last ids are known.
    init(responseMeta meta: [String: String]) throws(FilterError.Reason) {
        guard meta["id_format"] != nil else { throw .missingIDFormat }
        self.id = nil
        self.isHexadecimal = try Self.isHexadecimal(meta)
    }

    /// Fills in content.
    ///
    /// Compatibility: Pushpin ends the session when a percent sign begins no directive. Here it stays as it is, because
    /// ids of channels with unusual names hold some (seed libraries, trap 6).
    func render(_ content: ByteBuffer) throws(FilterError.Reason) -> ByteBuffer {
        do {
            return try ContentTemplate(text: content, isTolerant: true).render {
                letter,
                argument throws(TemplateError.Reason) in
                guard letter == UInt8(ascii: "I") else { return nil }
                guard let id = argument ?? self.id else { throw .noID }
                return self.isHexadecimal ? Self.hexadecimal(id) : id
            }
        } catch {
            throw .contentNotRendered(error)
        }
    }

    private static func isHexadecimal(_ meta: [String: String]) throws(FilterError.Reason) -> Bool {
        guard let encoding = meta["id_encoding"] else { return false }
        guard encoding == "hex" else { throw .unsupportedEncoding(encoding) }
        return true
    }

    private static func hexadecimal(_ bytes: [UInt8]) -> [UInt8] {
        let digits = Array("0123456789abcdef".utf8)
        return bytes.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }
    }
}
