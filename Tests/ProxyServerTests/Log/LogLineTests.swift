import Logging
import Testing

@testable import ProxyServer

struct LogLineTests {
    private static let time = LogTime(
        second: LogTime.Second(date: "2026-01-02", time: "03:04:05", zone: "+01:00"),
        milliseconds: 7
    )

    private static func line(
        _ level: Logger.Level = .info,
        _ message: String = "hello world",
        _ metadata: Logger.Metadata = [:],
        _ format: LogFormat = .pushpin
    ) -> String {
        LogLine(time: self.time, level: level, message: message, metadata: metadata).text(format)
    }

    @Test(
        arguments: [
            (.trace, "TRACE", "trace"), (.debug, "DEBUG", "debug"), (.info, "INFO", "info"), (.notice, "INFO", "info"),
            (.warning, "WARN", "warning"), (.error, "ERR", "error"), (.critical, "ERR", "error"),
        ] as [(Logger.Level, String, String)]
    )
    func everyFormatHasItsNamesOfLevels(level: Logger.Level, short: String, long: String) {
        #expect(Self.line(level) == "[\(short)] 2026-01-02 03:04:05.007 hello world\n")
        #expect(Self.line(level, "x", [:], .text) == "2026-01-02T03:04:05.007+01:00 \(short) x\n")
        let json = #"{"time":"2026-01-02T03:04:05.007+01:00","level":"\#(long)","message":"x"}"# + "\n"
        #expect(Self.line(level, "x", [:], .json) == json)
    }

    @Test(
        arguments: [
            (.pushpin, "[INFO] 2026-01-02 03:04:05.007 m a=1 b=two words c=\n"),
            (.text, "2026-01-02T03:04:05.007+01:00 INFO m a=1 b=\"two words\" c=\"\"\n"),
            (
                .json,
                #"{"time":"2026-01-02T03:04:05.007+01:00","level":"info","message":"m","a":"1","b":"two words","c":""}"#
                    + "\n"
            ),
        ] as [(LogFormat, String)]
    )
    func metadataFollowsSortedByName(format: LogFormat, expected: String) {
        #expect(Self.line(.info, "m", ["c": "", "b": "two words", "a": "1"], format) == expected)
    }

    @Test func quotesInValuesAreEscaped() {
        #expect(Self.line(.info, "m", ["k": #"say "hi" \"#], .text).hasSuffix(#"k="say \"hi\" \\""# + "\n"))
    }

    /// Nothing a peer sends may begin a line of its own or steer a terminal.
    @Test(
        arguments: [
            ("two\nlines", "two\\x0alines"), ("a\r\nb", "a\\x0d\\x0ab"), ("\u{1b}[31mred", "\\x1b[31mred"),
            ("nul\0", "nul\\x00"), ("del\u{7f}", "del\\x7f"), ("tab\there", "tab\\x09here"),
            ("caf\u{e9}\u{1f600}", "caf\u{e9}\u{1f600}"),
        ],
        [LogFormat.pushpin, .text]
    )
    func controlCharactersAreWrittenOut(texts: (text: String, expected: String), format: LogFormat) {
        let line = Self.line(.info, texts.text, ["key": "\(texts.text)"], format)
        #expect(line.hasSuffix(" \(texts.expected) key=\(texts.expected)\n"))
    }

    @Test func jsonStaysOnOneLine() {
        let line = Self.line(.info, "two\nlines", ["key": "\u{1}"], .json)
        #expect(line.hasSuffix(#""message":"two\nlines","key":"\u0001"}"# + "\n"))
        #expect(line.count(where: \.isNewline) == 1)
    }

    @Test(
        arguments: [
            (0, "+00:00"), (3600, "+01:00"), (-12_600, "-03:30"), (20_700, "+05:45"), (50_400, "+14:00"),
        ]
    )
    func zoneIsHoursAndMinutes(offset: Int, expected: String) {
        #expect(LogTime.Second.zone(offset: offset) == expected)
    }
}
