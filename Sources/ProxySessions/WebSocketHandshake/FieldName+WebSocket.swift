package import HTTP1

/// Names of the headers of a WebSocket handshake (RFC 6455 section 11.3).
extension FieldName {
    package static let webSocketKey: FieldName = "Sec-WebSocket-Key"
    package static let webSocketVersion: FieldName = "Sec-WebSocket-Version"
    package static let webSocketExtensions: FieldName = "Sec-WebSocket-Extensions"
    package static let webSocketAccept: FieldName = "Sec-WebSocket-Accept"
}
