import ArgumentParser
import ProxyServer

/// Serves until the process is told to stop.
struct ServeCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "serve",
        abstract: "Serve; the same without the name of a command.",
        version: "holdfast \(Holdfast.version)"
    )

    @OptionGroup var options: ServerOptions

    mutating func run() async throws {
        let options = self.options
        let load: @Sendable () throws(ConfigurationError) -> Configuration = { () throws(ConfigurationError) in
            try options.load()
        }
        try await ProxyServer(configuration: load(), loadAgain: load).run()
    }
}
