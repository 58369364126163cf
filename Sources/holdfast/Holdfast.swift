import ArgumentParser
import ProxyServer

/// The entry of the executable: parse the command line, run, and say in one line what went wrong.
@main
enum Holdfast {
    /// The version that `--version` prints.
    static let version = "0.1.0"

    static func main() async {
        do {
            var command = try HoldfastCommand.parse()
            try await command.run()
        } catch {
            ExitReport(error).finish()
        }
    }
}
