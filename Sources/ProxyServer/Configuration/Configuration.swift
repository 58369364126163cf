package import ProxyFanout

/// Everything an operator can set, read and checked once at start.
///
/// Made by `ConfigurationLoader`; `Configuration()` is what `holdfast` runs with when there is no file, no environment
/// and no flag. Paths are ready for use from the process's working directory: those the file names relative to itself
/// are already joined with `directory`. Every property names its key; docs/configuration.md has them all in one table.
package struct Configuration: Sendable {
    /// The file that was read, as it was named or found; `nil` when there is none.
    package var filePath: String?
    /// The directory that relative names in the file start from, such as those of `file:` keys: that of the
    /// configuration file, or the working directory without one.
    package var directory = "."
    /// The process as a whole.
    package var process = Process()
    /// Where clients connect.
    package var listeners = Listeners()
    /// Where publishers connect with HTTP.
    package var control = Control()
    /// The ZeroMQ sockets of publishers and tools.
    package var messaging = Messaging()
    /// How requests are passed to origins.
    package var proxying = Proxying()
    /// What origins are told about clients.
    package var forwarding = Forwarding()
    /// How origins recognise the proxy, and the proxy its peers.
    package var signing = Signing()
    /// What happens to published items.
    package var publishing = Publishing()
    /// What is counted and where it can be read.
    package var statistics = Statistics()
    /// Sizes, counts and time-outs that bound the work of the proxy.
    package var limits = Limits()
    /// What is logged and where.
    package var logging = Logging()
    /// Where the routes come from.
    package var routes = Routes()
    /// Where each setting was made.
    package var provenance = Provenance()
    /// Lines for the operator about settings that were accepted but do not do what they seem to say.
    package var warnings: [String] = []

    /// The defaults.
    package init() {}

    /// `path` as it is when absolute, else below `directory`.
    package func resolve(_ path: String) -> String {
        if path.hasPrefix("/") || self.directory == "." {
            return path
        }
        return self.directory.hasSuffix("/") ? self.directory + path : self.directory + "/" + path
    }
}
