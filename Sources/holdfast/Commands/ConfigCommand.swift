import ArgumentParser
import ProxyServer

/// Prints the settings in force.
struct ConfigCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "config",
        abstract: "Print every setting in force, and where it was made.",
        discussion:
            "In the form of a configuration file, with values as they are after port_offset. Keys are not shown."
    )

    @OptionGroup var options: ServerOptions

    @Flag(help: "Print only what is not at its default.")
    var changed = false

    mutating func run() throws {
        let listing = SettingsListing(try self.options.load(), isOnlyChanges: self.changed)
        print(listing.text, terminator: "")
    }
}
