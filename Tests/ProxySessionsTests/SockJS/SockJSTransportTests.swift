import NIOCore
import Testing

@testable import ProxySessions

/// Reference: websocket 4.3; SockJS 0.3.3 for the transports that stream.
struct SockJSTransportTests {
    private static func text(_ frame: SockJSFrame, _ transport: SockJSTransport) -> String {
        var buffer = ByteBuffer()
        transport.write(frame, to: &buffer)
        return String(buffer: buffer)
    }

    private static func prelude(_ transport: SockJSTransport) -> String {
        var buffer = ByteBuffer()
        transport.writePrelude(to: &buffer)
        return String(buffer: buffer)
    }

    private static let message = SockJSFrame.messages([ByteBuffer(string: "x\"y")])

    @Test(
        arguments: [
            (.open, "o"), (.heartbeat, "h"), (.messages([]), "a[]"),
            (.messages([ByteBuffer(string: "m1")]), #"a["m1"]"#),
            (.messages([ByteBuffer(string: "m1"), ByteBuffer(), ByteBuffer(string: "\n\\")]), #"a["m1","","\n\\"]"#),
            (.close(code: 3456, reason: ByteBuffer(string: "over")), #"c[3456,"over"]"#),
            (.close(code: 1000, reason: ByteBuffer()), #"c[1000,""]"#),
            (.anotherConnection, #"c[2010,"Another connection still open"]"#),
            (.closedByClient, #"c[3000,"Client already closed connection"]"#),
            (.closedWithoutCode, #"c[0,"Connection closed"]"#),
        ] as [(SockJSFrame, String)]
    )
    func frameHasItsForm(_ frame: SockJSFrame, _ text: String) {
        var buffer = ByteBuffer()
        frame.write(to: &buffer)
        #expect(String(buffer: buffer) == text)
    }

    @Test(
        arguments: [
            (.xhr, "a[\"x\\\"y\"]\n"), (.xhrStreaming, "a[\"x\\\"y\"]\n"),
            (.jsonp(callback: "cb"), "/**/cb(\"a[\\\"x\\\\\\\"y\\\"]\");\n"),
            (.eventSource, "data: a[\"x\\\"y\"]\r\n\r\n"),
            (.htmlFile(callback: "cb"), "<script>\np(\"a[\\\"x\\\\\\\"y\\\"]\");\n</script>\r\n"),
        ] as [(SockJSTransport, String)]
    )
    func transportFramesInItsWay(_ transport: SockJSTransport, _ text: String) {
        #expect(Self.text(Self.message, transport) == text)
    }

    @Test func messageCannotLeaveTheScriptItIsIn() {
        let attack = SockJSFrame.messages([ByteBuffer(string: "</script><script>alert(1)<!--")])
        let text = Self.text(attack, .htmlFile(callback: "cb"))
        #expect(text.firstRange(of: "</script>")?.upperBound == text.index(text.endIndex, offsetBy: -1))
        #expect(text.contains(#"a[\"\u003c/script>\u003cscript>alert(1)\u003c!--\"]"#))
    }

    @Test func messageCannotEndAnEventEarly() {
        let text = Self.text(.messages([ByteBuffer(string: "a\r\n\r\ndata: b\u{0}")]), .eventSource)
        #expect(text == "data: a[\"a\\r\\n\\r\\ndata: b\\u0000\"]\r\n\r\n")
    }

    @Test(
        arguments: [
            (.xhr, ""), (.jsonp(callback: "cb"), ""), (.eventSource, "\r\n"),
            (.xhrStreaming, String(repeating: "h", count: 2048) + "\n"),
        ] as [(SockJSTransport, String)]
    )
    func streamBeginsWithItsPrelude(_ transport: SockJSTransport, _ text: String) {
        #expect(Self.prelude(transport) == text)
    }

    @Test func htmlFileBeginsWithAPageOfSomeLength() {
        let page = Self.prelude(.htmlFile(callback: "_jp.a1"))
        #expect(page.utf8.count > 1024)
        #expect(page.contains("parent._jp.a1;"))
        #expect(page.hasSuffix("  \r\n\r\n"))
    }
}
