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
        try await ProxyServer(configuration: self.options.load()).run()
    }
}
