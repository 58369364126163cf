/// Reads the configuration: flags before `HOLDFAST_*` environment before file before defaults.
///
/// Does no input of its own: files are read and looked for with the closures it is made with. The first thing that is
/// wrong ends the loading with a `ConfigurationError`.
package struct ConfigurationLoader {
    /// Where a configuration file is looked for when none is named, in this order (reference: behaviour 2.1).
    package static let searchedPaths = [
        "config/pushpin.conf", "pushpin.conf", "examples/config/pushpin.conf", "/etc/pushpin/pushpin.conf",
    ]

    private let readFile: (String) throws(FileReadingError) -> [UInt8]
    private let fileExists: (String) -> Bool

    /// A loader over the files of a system.
    package init(
        readFile: @escaping (String) throws(FileReadingError) -> [UInt8],
        fileExists: @escaping (String) -> Bool
    ) {
        self.readFile = readFile
        self.fileExists = fileExists
    }

    /// Reads and checks everything.
    ///
    /// - Throws: The first file, line or value that cannot be used.
    package func load(
        _ overrides: CommandLineOverrides = CommandLineOverrides(),
        environment: [String: String] = [:]
    ) throws(ConfigurationError) -> Configuration {
        var configuration = Configuration()
        var settings = RawSettings()
        configuration.filePath = overrides.configurationPath ?? Self.searchedPaths.first(where: self.fileExists)
        if let path = configuration.filePath {
            configuration.directory = Self.directory(of: path)
            try settings.takeFile(path, self.parse(path, hint: "name an existing file with --config"))
        }
        try settings.takeEnvironment(environment)
        try settings.takeOverrides(overrides)
        if let path = configuration.filePath, let included = settings.includedFile(besides: path) {
            let exists = self.fileExists(included.path)
            // Pushpin's own internal.conf holds nothing that matters here, and goes away with its package.
            if exists || !included.isPushpinsOwn {
                let hint = "correct include in \(included.source)"
                try settings.takeInclude(included.path, self.parse(included.path, hint: hint))
            }
        }
        try settings.apply(to: &configuration)
        try configuration.finish(settings, overrides: overrides, fileExists: self.fileExists)
        return configuration
    }

    private func parse(_ path: String, hint: String) throws(ConfigurationError) -> [IniEntry] {
        let bytes: [UInt8]
        do {
            bytes = try self.readFile(path)
        } catch {
            throw ConfigurationError(place: path, error.problem, suggestion: hint)
        }
        do {
            return try IniParser.parse(bytes)
        } catch {
            let source = SettingSource.file(path: path, line: error.position.line, column: error.position.column)
            throw ConfigurationError(source, error.message, suggestion: error.suggestion)
        }
    }

    /// The directory a file is in; `.` for a bare name.
    static func directory(of path: String) -> String {
        guard let slash = path.lastIndex(of: "/") else {
            return "."
        }
        return slash == path.startIndex ? "/" : String(path[..<slash])
    }
}
