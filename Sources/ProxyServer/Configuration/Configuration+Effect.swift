extension Configuration {
    /// The settings somebody made that do nothing yet, in the order of docs/configuration.md.
    ///
    /// Settings that concern only the processes of Pushpin are not among them: they have nothing to do here.
    package var settingsWithoutEffect: [KeyName] {
        ConfigurationKeys.all.filter { $0.effect == .notYet && self.provenance.source(of: $0.name) != .builtIn }
            .map(\.name)
    }
}
