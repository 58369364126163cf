/// The settings that were made, as text, each with its place; later ones replace earlier ones.
struct RawSettings {
    /// The text of a setting.
    struct Setting {
        var value: IniValue
        /// Where the value is.
        var source: SettingSource
    }

    private(set) var settings: [KeyName: Setting] = [:]

    subscript(_ section: KeyName.Section, _ name: String) -> Setting? {
        self.settings[KeyName(section, name)]
    }

    /// Takes the entries of the configuration file.
    mutating func takeFile(_ path: String, _ entries: [IniEntry]) throws(ConfigurationError) {
        for (key, setting) in try Self.check(entries, of: path) {
            self.settings[key] = setting
        }
    }

    /// Takes the entries of an included file, where nothing else made the setting.
    mutating func takeInclude(_ path: String, _ entries: [IniEntry]) throws(ConfigurationError) {
        var included: [KeyName: Setting] = [:]
        for (key, setting) in try Self.check(entries, of: path) {
            included[key] = setting
        }
        self.settings.merge(included) { present, _ in present }
    }

    /// Takes the variables whose names begin with `HOLDFAST_`.
    mutating func takeEnvironment(_ environment: [String: String]) throws(ConfigurationError) {
        // Sorted, so that of several errors always the same is reported.
        for (name, value) in environment.sorted(by: { $0.key < $1.key }) {
            guard name.hasPrefix(EnvironmentName.prefix), !EnvironmentName.isServiceLink(name, value: value) else {
                continue
            }
            let source = SettingSource.environment(name)
            guard let key = EnvironmentName.key(of: name) else {
                throw ConfigurationError(source, "unknown variable", suggestion: EnvironmentName.suggestion(for: name))
            }
            self.settings[key] = Setting(value: IniValue(verbatim: value), source: source)
        }
    }

    /// Takes the options of the command line.
    mutating func takeOverrides(_ overrides: CommandLineOverrides) throws(ConfigurationError) {
        if let port = overrides.port {
            let source = SettingSource.flag("--port")
            guard ListenAddress(parsing: port) != nil else {
                let message = "\"\(port)\" is not an [ADDR:]PORT"
                throw ConfigurationError(source, message, suggestion: ListenAddress.suggestion)
            }
            self.settings[KeyName(.runner, "http_port")] = Setting(value: IniValue(verbatim: port), source: source)
            self.settings[KeyName(.runner, "https_ports")] = nil
            self.settings[KeyName(.runner, "local_ports")] = nil
        }
        if let text = overrides.instanceID {
            let source = SettingSource.flag("--id")
            guard let number = Int(text), 0...6553 ~= number else {
                let suggestion = "write a whole number from 0 to 6553"
                throw ConfigurationError(source, "\"\(text)\" is not an instance id", suggestion: suggestion)
            }
            self.settings[KeyName(.global, "ipc_prefix")] = Setting(
                value: IniValue(verbatim: "\(number)-"),
                source: source
            )
            self.settings[KeyName(.global, "port_offset")] = Setting(
                value: IniValue(verbatim: "\(number * 10)"),
                source: source
            )
        }
        if let level = overrides.isVerbose ? "3" : overrides.logLevel {
            let source = SettingSource.flag(overrides.isVerbose ? "--verbose" : "--loglevel")
            self.settings[KeyName(.runner, "log_level")] = Setting(value: IniValue(verbatim: level), source: source)
        }
        if let path = overrides.logFile {
            let source = SettingSource.flag("--logfile")
            self.settings[KeyName(.runner, "log_file")] = Setting(
                value: IniValue(text: path, items: []),
                source: source
            )
        }
    }
}
