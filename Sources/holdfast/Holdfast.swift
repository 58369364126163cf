import ArgumentParser
import ProxyServer

/// The entry of the executable: parse the command line, run, and say in one line what went wrong.
@main
enum Holdfast {
    /// The version that `--version` prints.
    static let version = ProxyServer.version

    static func main() async {
        let arguments = Array(CommandLine.arguments.dropFirst())
        do {
            // Scripts that call Pushpin's tools by name find them behind a link to this executable.
            if Self.name(of: CommandLine.arguments.first) == PushpinPublishCommand.configuration.commandName {
                var command = try PushpinPublishCommand.parse(arguments)
                try await command.run()
            } else if Self.asksForHelp(arguments) {
                print(HoldfastCommand.help)
            } else {
                try await Self.run(try HoldfastCommand.parseAsRoot(arguments))
            }
        } catch {
            ExitReport(error).finish()
        }
    }

    private static func run(_ command: sending any ParsableCommand) async throws {
        if var command = command as? any AsyncParsableCommand {
            try await command.run()
        } else {
            var command = command
            try command.run()
        }
    }

    /// Whether help is asked for before any command is named.
    private static func asksForHelp(_ arguments: [String]) -> Bool {
        let ownArguments = arguments.prefix { !HoldfastCommand.commandNames.contains($0) && $0 != "--" }
        return ownArguments.contains("--help") || ownArguments.contains("-h")
    }

    /// The last part of the path an executable was called by.
    private static func name(of path: String?) -> String? {
        path?.split(separator: "/").last.map(String.init)
    }
}
