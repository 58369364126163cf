extension RawSettings {
    /// The file named by `include`, unless there is none or it is inside a `{libdir}` that nobody named.
    func includedFile(besides path: String) -> (path: String, source: SettingSource, isPushpinsOwn: Bool)? {
        guard let setting = self[.global, "include"], !setting.value.text.isEmpty else {
            return nil
        }
        let library = self[.global, "libdir"]?.value.text ?? ""
        var name = setting.value.text == "internal.conf" ? "{libdir}/internal.conf" : setting.value.text
        guard !library.isEmpty || !name.contains("{libdir}") else {
            return nil
        }
        name = self.substitutions(for: Configuration()).apply(to: name)
        if !name.hasPrefix("/") {
            let directory = ConfigurationLoader.directory(of: path)
            name = directory == "." ? name : "\(directory)/\(name)"
        }
        return (name, setting.source, name.hasSuffix("internal.conf"))
    }

    /// Reads every setting into the configuration, those of `[global]` first.
    func apply(to configuration: inout Configuration) throws(ConfigurationError) {
        let substitutions = self.substitutions(for: configuration)
        for key in ConfigurationKeys.all {
            guard let setting = self.settings[key.name] else { continue }
            // The sections before [global] had one for rundir; the new place wins.
            if key.isAlias, self.settings[KeyName(.global, key.name.name)] != nil { continue }
            do {
                try key.apply(setting.value.mapTexts(substitutions.apply(to:)), &configuration)
            } catch {
                throw self.describe(error, of: key, setting)
            }
            configuration.provenance.note(key.name, setting.source)
        }
    }

    private func describe(
        _ problem: ValueProblem,
        of key: ConfigurationKey,
        _ setting: Setting
    ) -> ConfigurationError {
        let source = setting.source.at(column: problem.column)
        let isFile = if case .file = source { true } else { false }
        let isCommented = isFile && (setting.value.text.contains(" #") || setting.value.text.contains("\t#"))
        return ConfigurationError(
            source,
            isFile ? "\(key.name.name): \(problem.message)" : problem.message,
            suggestion: isCommented ? "put the comment on a line of its own" : problem.suggestion
        )
    }

    private func substitutions(for defaults: Configuration) -> Substitutions {
        Substitutions(
            libraryDirectory: self[.global, "libdir"]?.value.text ?? defaults.process.libraryDirectory,
            runDirectory: (self[.global, "rundir"] ?? self[.runner, "rundir"])?.value.text
                ?? defaults.process.runDirectory,
            socketPrefix: self[.global, "ipc_prefix"]?.value.text ?? defaults.process.socketPrefix
        )
    }
}
