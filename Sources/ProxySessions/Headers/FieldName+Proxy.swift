import HTTP1

/// Names of request headers that mean something to this proxy.
extension FieldName {
    static let cdnLoop: FieldName = "CDN-Loop"
    static let gripSignature: FieldName = "Grip-Sig"
    static let pushpinRoute: FieldName = "Pushpin-Route"
    static let forwardedFor: FieldName = "X-Forwarded-For"
    static let forwardedProto: FieldName = "X-Forwarded-Proto"
    static let forwardedProtocol: FieldName = "X-Forwarded-Protocol"
}
