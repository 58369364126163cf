package import NIOCore

/// Bytes for a request that receives, with their place in its response.
package struct SockJSOutput: Equatable, Sendable {
    /// Whose response it is.
    package let transport: SockJSTransport
    /// Frames in the form of the transport, and before the first ones its prelude.
    package let bytes: ByteBuffer
    /// Whether the head goes out before them.
    package let isFirst: Bool
    /// Whether the response ends with them.
    package let isLast: Bool

    /// A response of one frame.
    package static func whole(_ frame: SockJSFrame, as transport: SockJSTransport) -> SockJSOutput {
        var bytes = ByteBuffer()
        transport.writePrelude(to: &bytes)
        transport.write(frame, to: &bytes)
        return SockJSOutput(transport: transport, bytes: bytes, isFirst: true, isLast: true)
    }
}
