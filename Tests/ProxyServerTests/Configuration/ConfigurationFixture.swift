@testable import ProxyServer

/// Loads a configuration from texts instead of files.
struct ConfigurationFixture {
    /// What each file holds.
    var files: [String: String] = [:]
    /// The environment.
    var environment: [String: String] = [:]
    /// The command line.
    var overrides = CommandLineOverrides()

    /// A proxy with one file, named on the command line.
    init(file: String? = nil, environment: [String: String] = [:]) {
        self.environment = environment
        if let file {
            self.files["/etc/holdfast/pushpin.conf"] = file
            self.overrides.configurationPath = "/etc/holdfast/pushpin.conf"
        }
    }

    /// Loads it.
    func load() throws(ConfigurationError) -> Configuration {
        let files = self.files
        let loader = ConfigurationLoader(
            readFile: { (path) throws(FileReadingError) in
                guard let text = files[path] else {
                    throw FileReadingError(path: path, operation: .open, code: 2)
                }
                return Array(text.utf8)
            },
            fileExists: { files[$0] != nil }
        )
        return try loader.load(self.overrides, environment: self.environment)
    }

    /// The one line that loading it ends with, or `nil` when it loads.
    func errorLine() -> String? {
        do {
            _ = try self.load()
            return nil
        } catch {
            return error.description
        }
    }
}
