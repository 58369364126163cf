import Logging
import Testing

@testable import ProxyServer

struct TextLogHandlerTests {
    private let directory: TemporaryDirectory
    private let output: LogOutput

    init() throws {
        self.directory = try TemporaryDirectory()
        self.output = try LogOutput(path: self.directory.file("log"))
    }

    private func logger(_ level: Logger.Level = .trace) -> Logger {
        Logger(label: "test") { [output] _ in TextLogHandler(output: output, level: level) }
    }

    /// What was logged, each line without its time.
    private func lines() throws -> [String] {
        try self.directory.read("log").split(separator: "\n", omittingEmptySubsequences: false).dropLast().map { line in
            let parts = line.split(separator: " ", maxSplits: 3, omittingEmptySubsequences: false)
            return "\(parts[0]) \(parts[3])"
        }
    }

    @Test(arguments: [
        (Logger.Level.trace, "[TRACE]"), (.debug, "[DEBUG]"), (.info, "[INFO]"), (.notice, "[INFO]"),
        (.warning, "[WARN]"), (.error, "[ERR]"), (.critical, "[ERR]"),
    ])
    func levelHasPushpinsName(level: Logger.Level, name: String) throws {
        self.logger().log(level: level, "hello world")
        #expect(try self.lines() == ["\(name) hello world"])
    }

    @Test func lineBeginsWithLevelDateAndTime() throws {
        self.logger().info("started")
        let line = try self.directory.read("log")
        #expect(line.wholeMatch(of: /\[INFO\] \d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d{3} started\n/) != nil)
    }

    @Test func linesBelowTheLevelAreLeftOut() throws {
        let logger = self.logger(.warning)
        logger.info("quiet")
        logger.warning("loud")
        #expect(try self.lines() == ["[WARN] loud"])
    }

    @Test func metadataFollowsSortedByName() throws {
        var logger = self.logger()
        logger[metadataKey: "route.id"] = "r"
        logger[metadataKey: "a"] = "general"
        #expect(logger[metadataKey: "a"] == "general")
        logger.info("hello", metadata: ["z": "1", "a": "own"])
        logger.info("again")
        #expect(try self.lines() == ["[INFO] hello a=own route.id=r z=1", "[INFO] again a=general route.id=r"])
    }

    /// Nothing a peer sends may begin a line of its own or steer a terminal.
    @Test(arguments: [
        ("two\nlines", "two\\x0alines"), ("a\r\nb", "a\\x0d\\x0ab"), ("\u{1b}[31mred", "\\x1b[31mred"),
        ("nul\0", "nul\\x00"), ("del\u{7f}", "del\\x7f"), ("tab\there", "tab\\x09here"), ("caf\u{e9} 😀", "café 😀"),
    ])
    func controlCharactersAreWrittenOut(text: String, expected: String) throws {
        self.logger().info("\(text)", metadata: ["key": "\(text)"])
        #expect(try self.lines() == ["[INFO] \(expected) key=\(expected)"])
    }
}
