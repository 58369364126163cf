import NIOCore

/// The pages of SockJS: the one of the iframe transports, and the one that the htmlfile transport streams into.
///
/// Both set `document.domain` to itself, without which old browsers do not let a page talk to the one around it.
enum SockJSPage {
    /// What a browser needs before it runs the scripts of an unfinished page, in bytes.
    private static let htmlFileBytes = 1024

    /// The page that loads the client's script and lets it act for the page around it.
    ///
    /// - Parameter scriptURL: where the script is (`sockjs_url`).
    /// - Returns: the page.
    static func iframe(scriptURL: String) -> ByteBuffer {
        ByteBuffer(
            string: """
                <!DOCTYPE html>
                <html>
                <head>
                <meta charset="utf-8">
                <meta http-equiv="X-UA-Compatible" content="IE=edge">
                <title>SockJS</title>
                <script>
                document.domain = document.domain;
                _sockjs_onload = function () { SockJS.bootstrap_iframe(); };
                </script>
                <script src="\(Self.attribute(scriptURL))"></script>
                </head>
                <body></body>
                </html>

                """
        )
    }

    /// Writes the beginning of a page whose further scripts call `p`.
    ///
    /// - Parameters:
    ///   - callback: the object of the page around it, safe to be written into a script.
    ///   - buffer: where to write.
    static func writeHTMLFile(callback: String, to buffer: inout ByteBuffer) {
        let start = buffer.writerIndex
        buffer.writeString(
            """
            <!DOCTYPE html>
            <html>
            <head>
            <meta charset="utf-8">
            <meta http-equiv="X-UA-Compatible" content="IE=edge">
            <title>SockJS</title>
            </head>
            <body>
            <script>
            document.domain = document.domain;
            var client = parent.\(callback);
            client.start();
            function p(frame) { client.message(frame); }
            window.onload = function () { client.stop(); };
            </script>
            """
        )
        let written = buffer.writerIndex - start
        buffer.writeRepeatingByte(UInt8(ascii: " "), count: max(0, self.htmlFileBytes - written))
        buffer.writeStaticString("\r\n\r\n")
    }

    /// The `ETag` of a page: another page has another one (FNV-1a, 64 bits).
    static func entityTag(of page: ByteBuffer) -> String {
        let hash = page.readableBytesView.reduce(0xCBF2_9CE4_8422_2325 as UInt64) { hash, byte in
            (hash ^ UInt64(byte)) &* 0x100_0000_01B3
        }
        let digits = String(hash, radix: 16)
        return "\"" + String(repeating: "0", count: 16 - digits.utf8.count) + digits + "\""
    }

    /// Text as it stands between the quotes of an attribute.
    private static func attribute(_ text: String) -> String {
        var escaped = ""
        for character in text.unicodeScalars {
            switch character {
            case "&": escaped += "&amp;"
            case "<": escaped += "&lt;"
            case ">": escaped += "&gt;"
            case "\"": escaped += "&quot;"
            default: escaped.unicodeScalars.append(character)
            }
        }
        return escaped
    }
}
