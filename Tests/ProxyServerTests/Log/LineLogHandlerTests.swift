import Logging
import Testing

@testable import ProxyServer

struct LineLogHandlerTests {
    private let directory: TemporaryDirectory
    private let output: LogOutput
    private let threshold = LogThreshold(.trace)

    init() throws {
        self.directory = try TemporaryDirectory()
        self.output = try LogOutput(path: self.directory.file("log"))
    }

    private func logger(_ level: LogLevels.Level = .trace) -> Logger {
        self.threshold.set(level)
        return Logger(label: "test") { [output, threshold] _ in LineLogHandler(output: output, threshold: threshold) }
    }

    /// What was logged, each line without its time.
    private func lines() throws -> [String] {
        try self.directory.read("log").split(separator: "\n", omittingEmptySubsequences: false).dropLast().map { line in
            let parts = line.split(separator: " ", maxSplits: 3, omittingEmptySubsequences: false)
            return "\(parts[0]) \(parts[3])"
        }
    }

    @Test func lineBeginsWithLevelDateAndTime() throws {
        self.logger().info("started")
        let line = try self.directory.read("log")
        #expect(line.wholeMatch(of: /\[INFO\] \d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d{3} started\n/) != nil)
    }

    @Test(
        arguments: [
            (.error, ["[ERR] e"]), (.warning, ["[ERR] e", "[WARN] w"]), (.info, ["[ERR] e", "[WARN] w", "[INFO] i"]),
            (.debug, ["[ERR] e", "[WARN] w", "[INFO] i", "[DEBUG] d"]),
            (.trace, ["[ERR] e", "[WARN] w", "[INFO] i", "[DEBUG] d", "[TRACE] t"]),
        ] as [(LogLevels.Level, [String])]
    )
    func linesBelowTheLevelAreLeftOut(level: LogLevels.Level, expected: [String]) throws {
        let logger = self.logger(level)
        logger.error("e")
        logger.warning("w")
        logger.info("i")
        logger.debug("d")
        logger.trace("t")
        #expect(try self.lines() == expected)
    }

    @Test func levelMayChangeWhileTheLoggerIsInUse() throws {
        let logger = self.logger(.warning)
        logger.info("quiet")
        self.threshold.set(.info)
        logger.info("loud")
        #expect(try self.lines() == ["[INFO] loud"])
    }

    @Test func loggerMayHaveALevelOfItsOwn() throws {
        var logger = self.logger(.trace)
        logger.logLevel = .critical
        logger.error("quiet")
        self.threshold.set(.debug)
        logger.error("quiet")
        #expect(try self.directory.read("log") == "")
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

    @Test func partsHaveTheirLevels() throws {
        let levels = LogLevels(overall: .error, services: [.handler: .debug])
        let loggers = ServiceLoggers(self.output, levels: levels)
        for logger in [loggers.proxy, loggers.handler, loggers.connectionManager] {
            logger.info("one")
        }
        loggers.set(LogLevels(overall: .info, services: [.handler: .error]))
        for logger in [loggers.proxy, loggers.handler, loggers.connectionManager] {
            logger.info("two")
        }
        #expect(try self.lines() == ["[INFO] one", "[INFO] two", "[INFO] two"])
    }
}
