/// One extension with its parameters, as a `Sec-WebSocket-Extensions` field lists them (RFC 6455, section 9.1).
///
///     permessage-deflate; client_max_window_bits; server_max_window_bits="10"
struct ExtensionOffer: Sendable, Equatable {
    struct Parameter: Sendable, Equatable {
        /// In lower case.
        var name: String

        /// Nil if there is no `=`.
        var value: String?
    }

    /// In lower case.
    var name: String

    /// In their order, repeated ones included.
    var parameters: [Parameter] = []

    /// The offers in a field value, in their order; malformed ones are left out.
    ///
    /// A quoted value that never ends takes the rest of the field with it.
    static func list(_ fieldValue: String) -> [ExtensionOffer] {
        let bytes = Array(fieldValue.utf8)
        var reader = ExtensionReader(bytes[...])
        var offers: [ExtensionOffer] = []
        while !reader.isAtEnd {
            if let offer = reader.readOffer() {
                offers.append(offer)
            }
            reader.skipPastComma()
        }
        return offers
    }
}

/// Reads extension offers off the front of a field value.
private struct ExtensionReader {
    private var rest: ArraySlice<UInt8>

    init(_ bytes: ArraySlice<UInt8>) {
        self.rest = bytes
    }

    var isAtEnd: Bool { self.rest.isEmpty }

    /// One offer up to its comma, or nil if it is empty or malformed.
    mutating func readOffer() -> ExtensionOffer? {
        guard let name = self.readToken() else { return nil }
        var offer = ExtensionOffer(name: name.lowercased())
        while self.skip(";") {
            guard let name = self.readToken() else { return nil }
            var parameter = ExtensionOffer.Parameter(name: name.lowercased())
            if self.skip("=") {
                guard let value = self.readValue() else { return nil }
                parameter.value = value
            }
            offer.parameters.append(parameter)
        }
        self.skipSpace()
        return self.rest.isEmpty || self.rest.first == UInt8(ascii: ",") ? offer : nil
    }

    /// Goes on behind the next comma that is not within quotes, or to the end.
    mutating func skipPastComma() {
        var isQuoted = false
        while let byte = self.rest.popFirst() {
            switch byte {
            case UInt8(ascii: "\""): isQuoted.toggle()
            case UInt8(ascii: "\\") where isQuoted: _ = self.rest.popFirst()
            case UInt8(ascii: ",") where !isQuoted: return
            default: break
            }
        }
    }

    /// A token, or what a quoted string says if that is a token (RFC 6455, section 9.1).
    private mutating func readValue() -> String? {
        self.skipSpace()
        guard self.rest.first == UInt8(ascii: "\"") else { return self.readToken() }
        // Nothing is taken before the closing quote was found, so that a comma in quotes never divides.
        var ahead = self.rest.dropFirst()
        var value: [UInt8] = []
        while var byte = ahead.popFirst(), byte != UInt8(ascii: "\"") {
            if byte == UInt8(ascii: "\\") {
                guard let escaped = ahead.popFirst() else { return nil }
                byte = escaped
            }
            guard Self.isTokenByte(byte) else { return nil }
            value.append(byte)
        }
        guard !value.isEmpty, self.rest[..<ahead.startIndex].last == UInt8(ascii: "\"") else { return nil }
        self.rest = ahead
        return String(decoding: value, as: UTF8.self)
    }

    private mutating func readToken() -> String? {
        self.skipSpace()
        let token = self.rest.prefix(while: Self.isTokenByte)
        self.rest = self.rest[token.endIndex...]
        return token.isEmpty ? nil : String(decoding: token, as: UTF8.self)
    }

    /// Takes this byte if it comes next, whatever space is before it.
    private mutating func skip(_ byte: Unicode.Scalar) -> Bool {
        self.skipSpace()
        guard self.rest.first == UInt8(ascii: byte) else { return false }
        self.rest.removeFirst()
        return true
    }

    private mutating func skipSpace() {
        self.rest = self.rest.drop { $0 == UInt8(ascii: " ") || $0 == UInt8(ascii: "\t") }
    }

    /// Whether a byte may stand in a token (RFC 9110, section 5.6.2).
    private static func isTokenByte(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "!"), UInt8(ascii: "#"), UInt8(ascii: "$"),
            UInt8(ascii: "%"), UInt8(ascii: "&"), UInt8(ascii: "'"), UInt8(ascii: "*"), UInt8(ascii: "+"),
            UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "^"), UInt8(ascii: "_"), UInt8(ascii: "`"),
            UInt8(ascii: "|"), UInt8(ascii: "~"):
            true
        default: false
        }
    }
}
