import ArgumentParser
import ProxyServer

/// The options of Pushpin, which are those of Holdfast (reference: behaviour 2.1).
///
/// Values are taken as they were typed: `ConfigurationLoader` checks them with everything else.
struct ServerOptions: ParsableArguments, Sendable {
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

    @Option(
        name: .customLong("logfile"),
        help: ArgumentHelp("Log to this file.", valueName: "file"),
        completion: .file()
    )
    var logFile: String?

    @Flag(help: "Log more; the same as --loglevel=3.")
    var verbose = false

    @Flag(name: [.customShort("m"), .customLong("merge-output")], help: "Has no effect: there is one process.")
    var mergeOutput = false

    /// Reads the configuration that these options, the environment and the file make together.
    func load() throws(ConfigurationError) -> Configuration {
        var overrides = CommandLineOverrides()
        overrides.configurationPath = self.configurationPath
        overrides.port = self.port
        overrides.routes = self.route
        overrides.instanceID = self.instanceID
        overrides.logLevel = self.logLevel
        overrides.logFile = self.logFile
        overrides.isVerbose = self.verbose
        return try ConfigurationLoader.system.load(overrides, environment: ProcessEnvironment.variables)
    }
}
