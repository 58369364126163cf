/// Finds out whether a client's offers of compression can be accepted (RFC 7692, sections 5.1 and 7.1).
package enum DeflateNegotiation {
    private static let name = "permessage-deflate"

    /// The first acceptable offer's parameters, and the `Sec-WebSocket-Extensions` value that accepts it.
    ///
    /// The answer always says that no context is kept between messages, on neither side, and gives the client no window
    /// to keep to. An offer is declined if it is malformed, repeats a parameter, has one that is not defined, or asks the
    /// server for a window of 256 bytes, which zlib does not have.
    ///
    /// - Parameter offers: The values of the request's `Sec-WebSocket-Extensions` fields, in their order.
    /// - Returns: Nil if no offer can be accepted: then messages are not compressed, and the answer has no such field.
    package static func answer(offers: [String]) -> (parameters: DeflateParameters, fieldValue: String)? {
        for offer in offers.lazy.flatMap(ExtensionOffer.list) where offer.name == Self.name {
            guard let accepted = Self.accept(offer) else { continue }
            return accepted
        }
        return nil
    }

    private static func accept(_ offer: ExtensionOffer) -> (parameters: DeflateParameters, fieldValue: String)? {
        var seen: Set<String> = []
        var serverWindowBits: Int?
        for parameter in offer.parameters {
            guard seen.insert(parameter.name).inserted else { return nil }
            switch (parameter.name, parameter.value) {
            case ("server_no_context_takeover", nil), ("client_no_context_takeover", nil),
                ("client_max_window_bits", nil):
                break
            case ("client_max_window_bits", let value?):
                guard Self.windowBits(value) != nil else { return nil }
            case ("server_max_window_bits", let value?):
                guard let bits = Self.windowBits(value), bits > 8 else { return nil }
                serverWindowBits = bits
            default:
                return nil
            }
        }
        var fieldValue = "\(Self.name); server_no_context_takeover; client_no_context_takeover"
        if let serverWindowBits {
            fieldValue += "; server_max_window_bits=\(serverWindowBits)"
        }
        return (DeflateParameters(serverWindowBits: serverWindowBits ?? DeflateParameters.widestWindowBits), fieldValue)
    }

    /// The number of a window parameter: 8 to 15, without leading zeros (RFC 7692, section 7.1.2).
    private static func windowBits(_ text: String) -> Int? {
        switch text {
        case "8": 8
        case "9": 9
        case "10": 10
        case "11": 11
        case "12": 12
        case "13": 13
        case "14": 14
        case "15": 15
        default: nil
        }
    }
}
