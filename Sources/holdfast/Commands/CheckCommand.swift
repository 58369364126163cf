import ArgumentParser
import ProxyServer

/// Checks the configuration and everything it names, without opening a port.
struct CheckCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "check",
        abstract: "Check the configuration, the routes and the files they name; status 2 if something is wrong.",
        discussion: "Prints one line for each fault: FILE:LINE:COLUMN, what is wrong, and what would be right."
    )

    @OptionGroup var options: ServerOptions

    mutating func run() throws {
        let check = ConfigurationCheck(try self.options.load())
        guard check.faults.isEmpty else {
            throw CommandFailure(lines: check.faults, status: 2)
        }
        print(check.summary)
    }
}
