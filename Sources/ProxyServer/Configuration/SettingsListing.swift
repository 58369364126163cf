/// The settings in force as a configuration file, each with a comment that tells where it was made.
package struct SettingsListing {
    /// The lines, the last one ended as well.
    package let text: String

    /// Lists every setting that does something, by section.
    ///
    /// Keys are shown as a comment, never their value.
    ///
    /// - Parameters:
    ///   - configuration: What is listed.
    ///   - isOnlyChanges: Whether settings at their default are left out.
    package init(_ configuration: Configuration, isOnlyChanges: Bool = false) {
        var lines = ["# \(configuration.filePath.map { "read from \($0)" } ?? "no configuration file")"]
        for section in KeyName.Section.allCases {
            let entries = ConfigurationKeys.all.filter { key in
                guard key.name.section == section, key.effect != .never else { return false }
                let isChanged = configuration.provenance.source(of: key.name) != .builtIn
                return isChanged || !(isOnlyChanges || key.isAlias)
            }
            guard !entries.isEmpty else { continue }
            lines += ["", "[\(section.rawValue)]"]
            for key in entries {
                lines += Self.lines(of: key, in: configuration)
            }
        }
        self.text = lines.joined(separator: "\n") + "\n"
    }

    private static func lines(of key: ConfigurationKey, in configuration: Configuration) -> [String] {
        let source = "# \(configuration.provenance.source(of: key.name))"
        let value = key.text(in: configuration)
        if key.isSecret {
            return [source, "# \(key.name.name)= is \(value.isEmpty ? "not set" : "set and not shown")"]
        }
        return [source, "\(key.name.name)=\(value)"]
    }
}
