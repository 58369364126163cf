/// The ways in which the values of a document can be written.
enum Notation {
    /// JSON of RFC 8259: strings are text, and bytes that are no text come as base64.
    case json
    /// A tnetstring: strings are bytes of any kind.
    case tnetstring
}
