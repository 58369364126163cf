/// Where the value of every setting comes from.
package struct Provenance: Sendable, Equatable {
    private var sources: [KeyName: SettingSource] = [:]

    /// All settings at their defaults.
    package init() {}

    /// Where a setting was made; `.builtIn` when nowhere.
    package func source(of key: KeyName) -> SettingSource {
        self.sources[key] ?? .builtIn
    }

    /// Notes where a setting was made.
    mutating func note(_ key: KeyName, _ source: SettingSource) {
        self.sources[key] = source
    }
}
