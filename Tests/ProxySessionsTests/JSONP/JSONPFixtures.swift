import HTTP1
import NIOCore
import ProxyRouting
import ProxySessions

extension JSONPResponse {
    static let extended = JSONPResponse(callback: "f", mode: .extended)
    static let basic = JSONPResponse(callback: "f", mode: .basic)
}

extension ResponseHead {
    /// A response with these lines.
    init(_ status: Int, reason: String? = nil, _ lines: [String]) {
        self.init(status: status, reason: reason, fields: HeaderFields(lines))
    }
}

/// A response that is relayed, and the script it becomes.
struct RelayedRow: Sendable {
    var status: Int
    var reason: String?
    var lines: [String]
    var body: [UInt8]
    var script: String

    init(_ status: Int, reason: String? = nil, _ lines: [String], _ body: String, _ script: String) {
        self.init(status, reason: reason, lines, bytes: Array(body.utf8), script)
    }

    init(_ status: Int, reason: String? = nil, _ lines: [String], bytes: [UInt8], _ script: String) {
        self.status = status
        self.reason = reason
        self.lines = lines
        self.body = bytes
        self.script = script
    }

    var head: ResponseHead { ResponseHead(self.status, reason: self.reason, self.lines) }

    /// Reference: behaviour 5.2, "relayed response, extended mode".
    static let extended = [
        RelayedRow(
            200,
            ["Content-Type: application/json"],
            "{\"a\":1}",
            #"/**/f({"code": 200, "reason": "OK", "headers": {"Content-Type":"application/json"}, "body": "{\"a\":1}"});"#
                + "\n"
        ),
        RelayedRow(
            404,
            ["X-B: 2", "Content-Type: text/plain", "x-b: 3", "X-A: 1", "Cache-Control: no-cache", "Content-Length: 9"],
            "say \"no\"\n",
            #"/**/f({"code": 404, "reason": "Not Found", "headers": {"Cache-Control":"no-cache","Content-Length":"9","#
                + #""Content-Type":"text/plain","X-A":"1","X-B":"2"}, "body": "say \"no\"\n"});"# + "\n"
        ),
        // What was about the origin's connection is not shown; names sort by their bytes.
        RelayedRow(
            200,
            [
                "Connection: X-C", "Keep-Alive: 1", "Transfer-Encoding: chunked", "Content-Encoding: identity",
                "x-c: 1",
                "Zeta: 2", "A: \"q\\",
            ],
            "",
            #"/**/f({"code": 200, "reason": "OK", "headers": {"A":"\"q\\","Zeta":"2","x-c":"1"}, "body": ""});"# + "\n"
        ),
        RelayedRow(
            299,
            reason: "",
            [],
            "\u{0}\u{1}\u{8}\t\n\u{B}\u{C}\r\u{1F} \"\\/<>&'\u{7F}\u{E9}\u{20AC}\u{1F600}\u{2027}\u{2028}\u{2029}\u{202A}",
            #"/**/f({"code": 299, "reason": "", "headers": {}, "body": "\u0000\u0001\b\t\n\u000b\f\r\u001f \"\\/<>&'"#
                + "\u{7F}\u{E9}\u{20AC}\u{1F600}\u{2027}" + #"\u2028\u2029"# + "\u{202A}\"});\n"
        ),
        RelayedRow(
            200,
            reason: "Sehr \"gut\" \u{2028}",
            ["X: \u{2029}"],
            "</script>",
            #"/**/f({"code": 200, "reason": "Sehr \"gut\" \u2028", "headers": {"X":"\u2029"}, "body": "</script>"});"#
                + "\n"
        ),
    ]

    /// Reference: behaviour 5.2, "basic mode".
    static let basic = [
        RelayedRow(200, ["X-A: 1"], "{\"a\": 1}\n", "/**/f({\"a\": 1});\n"),
        RelayedRow(404, [], "1\r\n", "/**/f(1);\n"),
        RelayedRow(200, [], "1", "/**/f(1);\n"),
        RelayedRow(200, [], "1\n\n", "/**/f(1\n);\n"),
        RelayedRow(200, [], "1\r\n\r\n", "/**/f(1\r\n);\n"),
        RelayedRow(200, [], "1\n\r", "/**/f(1\n\r);\n"),
        RelayedRow(200, [], "1\r", "/**/f(1\r);\n"),
        RelayedRow(200, [], "1\r\r\n", "/**/f(1\r);\n"),
        RelayedRow(200, [], "[1,\n2,\r\n3]", "/**/f([1,\n2,\r\n3]);\n"),
        RelayedRow(200, [], "", "/**/f();\n"),
        RelayedRow(200, [], "\n", "/**/f();\n"),
        RelayedRow(200, [], "\r\n", "/**/f();\n"),
        // The body goes through as it is.
        RelayedRow(200, [], "\"\u{2028}\u{E9}\\\u{0}\"", "/**/f(\"\u{2028}\u{E9}\\\u{0}\");\n"),
    ]
}

/// Bytes that are not UTF-8, each a way to get a byte past a decoder.
let malformedUTF8: [[UInt8]] = [
    [0x80], [0xBF], [0xFE], [0xFF], [0xC0, 0xAF], [0xC1, 0xBF], [0xC3], [0xC3, 0x28], [0xC3, 0xC3], [0xE2, 0x80],
    [0xE2, 0x80, 0x22], [0xE2, 0x28, 0xA8], [0xE0, 0x80, 0xAF], [0xE0, 0x9F, 0xBF], [0xED, 0xA0, 0x80],
    [0xED, 0xBF, 0xBF],
    [0xF0, 0x80, 0x80, 0xAF], [0xF0, 0x8F, 0xBF, 0xBF], [0xF0, 0x9F, 0x98], [0xF0, 0x9F, 0x98, 0x22],
    [0xF4, 0x90, 0x80, 0x80],
    [0xF5, 0x80, 0x80, 0x80], [0xF8, 0x88, 0x80, 0x80, 0x80],
]
