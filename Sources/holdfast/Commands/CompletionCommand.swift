import ArgumentParser

/// Prints a completion script.
struct CompletionCommand: ParsableCommand {
    /// A shell that ArgumentParser writes scripts for.
    enum Shell: String, CaseIterable, ExpressibleByArgument {
        case bash, zsh, fish

        var completionShell: CompletionShell {
            switch self {
            case .bash: .bash
            case .zsh: .zsh
            case .fish: .fish
            }
        }
    }

    static let configuration = CommandConfiguration(
        commandName: "completion",
        abstract: "Print the completion script for a shell.",
        discussion: """
            bash: holdfast completion bash > /etc/bash_completion.d/holdfast
            zsh: holdfast completion zsh > /usr/local/share/zsh/site-functions/_holdfast
            fish: holdfast completion fish > ~/.config/fish/completions/holdfast.fish
            """
    )

    @Argument(help: "bash, zsh or fish.")
    var shell: Shell

    mutating func run() {
        print(HoldfastCommand.completionScript(for: self.shell.completionShell))
    }
}
