import ArgumentParser

/// The command line as a whole; without the name of a command it serves, as `pushpin` does.
struct HoldfastCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "holdfast",
        abstract: "A GRIP reverse proxy: put it in front of a web app, and the app can hold and push.",
        discussion: """
            Without a configuration file it listens on port 7999 for clients and on 127.0.0.1:5561 for publishers. Every \
            setting can also be made with an environment variable: HOLDFAST_ and the key in capitals.
            """,
        version: "holdfast \(Holdfast.version)",
        subcommands: [
            ServeCommand.self, PublishCommand.self, ConfigCommand.self, CheckCommand.self, CompletionCommand.self,
        ],
        defaultSubcommand: ServeCommand.self
    )

    /// The names that select a command.
    static var commandNames: [String] {
        Self.configuration.subcommands.compactMap { $0.configuration.commandName }
    }

    /// What `--help` prints without a command: the commands, and the options of serving, which need no name.
    static var help: String {
        let own = Self.helpMessage().split(separator: "\n", omittingEmptySubsequences: false)
        let serving = Self.helpMessage(for: ServeCommand.self).split(separator: "\n", omittingEmptySubsequences: false)
        let options = serving.drop { $0 != "OPTIONS:" }
        let before = own.prefix { $0 != "OPTIONS:" }
        let after = own.drop { $0 != "SUBCOMMANDS:" }
        return (before + options + [""] + after).joined(separator: "\n")
    }
}
