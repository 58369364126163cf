import ArgumentParser
import ProxyServer

/// The command line of Pushpin, which is that of Holdfast (reference: behaviour 2.1).
///
/// Values are taken as they were typed: `ConfigurationLoader` checks them with everything else.
struct HoldfastCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "holdfast",
        abstract: "A GRIP reverse proxy: put it in front of a web app, and the app can hold and push.",
        discussion: """
            Without a configuration file it listens on port 7999 for clients and on 127.0.0.1:5561 for publishers. Every \
            setting can also be made with an environment variable: HOLDFAST_ and the key in capitals.
            """,
        version: "holdfast \(Holdfast.version)"
    )

    @Option(name: .customLong("config"), help: "Read this configuration file.", completion: .file())
    var configurationPath: String?

    @Option(help: ArgumentHelp("Listen for clients on just this plain HTTP port.", valueName: "[addr:]port"))
    var port: String?

    @Option(help: ArgumentHelp("Use this route, not the routes file; may be repeated.", valueName: "line"))
    var route: [String] = []

    @Option(name: .customLong("id"), help: ArgumentHelp("Shift publish ports by ten times this.", valueName: "n"))
    var instanceID: String?

    @Option(
        name: .customLong("loglevel"),
        help: ArgumentHelp("Log 0 errors to 4 everything (default: 2); also 2,proxy:3,handler:1.", valueName: "x")
    )
    var logLevel: String?

    @Option(name: .customLong("logfile"), help: ArgumentHelp("Log to this file.", valueName: "file"))
    var logFile: String?

    @Flag(help: "Log more; the same as --loglevel=3.")
    var verbose = false

    @Flag(name: [.customShort("m"), .customLong("merge-output")], help: "Has no effect: there is one process.")
    var mergeOutput = false

    mutating func run() async throws {
        var overrides = CommandLineOverrides()
        overrides.configurationPath = self.configurationPath
        overrides.port = self.port
        overrides.routes = self.route
        overrides.instanceID = self.instanceID
        overrides.logLevel = self.logLevel
        overrides.logFile = self.logFile
        overrides.isVerbose = self.verbose
        let configuration = try ConfigurationLoader.system.load(overrides, environment: ProcessEnvironment.variables)
        try await ProxyServer(configuration: configuration).run()
    }
}
