import HTTP1

/// What the request rules do with a field, by its name (reference: behaviour 3.3).
enum RequestField {
    /// Passed on.
    case ordinary
    /// Removed: about the client's connection, its codings, or its wish for an interim response.
    case hopByHop
    /// `Content-Length`: must agree with the framing.
    case contentLength
    /// `Host`: first, and made from the URI.
    case host
    /// `Grip-…`: only from trusted clients.
    case grip
    /// `Connection-Id` and `Meta-…`: what WebSocket-over-HTTP tells an origin about a connection, so only from trusted
    /// clients (design, "forged headers").
    case connectionMeta
    /// `Pushpin-Route`.
    case routeID
    /// `CDN-Loop`.
    case cdnLoop
    /// `X-Forwarded-For`.
    case forwardedFor
    /// `X-Forwarded-Proto` and `X-Forwarded-Protocol`.
    case forwardedProtocol
    /// A copy of an original header, marked with `eb9bf0f5-` (reference: behaviour 1.4, `orig_headers`).
    case marked

    /// Looks at the length first, so that most fields cost no comparison of names.
    init(_ field: HeaderFields.Field) {
        self =
            switch field.nameByteCount {
            case 4 where field.isNamed(.host): .host
            case 6 where field.isNamed(.expect): .hopByHop
            case 8 where field.isNamed(.cdnLoop): .cdnLoop
            case 10 where field.isNamed(.connection): .hopByHop
            case 10 where field.isNamed(.keepAlive): .hopByHop
            case 13 where field.isNamed(.pushpinRoute): .routeID
            case 14 where field.isNamed(.contentLength): .contentLength
            case 15 where field.isNamed(.acceptEncoding): .hopByHop
            case 15 where field.isNamed(.forwardedFor): .forwardedFor
            case 16 where field.isNamed(.contentEncoding): .hopByHop
            case 17 where field.isNamed(.transferEncoding): .hopByHop
            case 17 where field.isNamed(.forwardedProto): .forwardedProtocol
            case 20 where field.isNamed(.forwardedProtocol): .forwardedProtocol
            case 5...: Self.byPrefix(field)
            default: .ordinary
            }
    }

    private static func byPrefix(_ field: HeaderFields.Field) -> RequestField {
        let name = field.name
        return switch name.first.map({ $0 | 0x20 }) {
        case UInt8(ascii: "g") where field.nameHasPrefix("grip") && Self.isSeparator(name.dropFirst(4).first): .grip
        case UInt8(ascii: "m") where field.nameHasPrefix("meta") && Self.isSeparator(name.dropFirst(4).first):
            .connectionMeta
        case UInt8(ascii: "c") where field.isNamed(.connectionID) || field.isNamed(.connectionIDVariable):
            .connectionMeta
        case UInt8(ascii: "e") where field.nameHasPrefix("eb9bf0f5-"): .marked
        default: .ordinary
        }
    }

    /// Whether the byte separates the words of a name.
    ///
    /// An underscore does, too: origins that take their headers through CGI-style variables cannot tell `Meta_User` from
    /// `Meta-User` (RFC 3875, 4.1.18), so a client could forge the one through the other.
    private static func isSeparator(_ byte: UInt8?) -> Bool {
        byte == UInt8(ascii: "-") || byte == UInt8(ascii: "_")
    }
}

extension FieldName {
    fileprivate static let connectionID: FieldName = "Connection-Id"
    fileprivate static let connectionIDVariable: FieldName = "Connection_Id"
}
