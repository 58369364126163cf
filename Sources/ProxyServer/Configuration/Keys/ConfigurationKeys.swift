/// Every setting, in the order of docs/configuration.md.
package enum ConfigurationKeys {
    /// All settings; those of `[global]` first, because values elsewhere refer to them.
    package static let all = Self.global + Self.runner + Self.proxy + Self.handler

    /// The setting of this name, or `nil`.
    package static func key(_ name: KeyName) -> ConfigurationKey? {
        Self.byName[name]
    }

    /// The sections that know a key.
    package static func sections(of key: String) -> [KeyName.Section] {
        KeyName.Section.allCases.filter { Self.byName[KeyName($0, key)] != nil }
    }

    /// Whether a key concerns the inside of Pushpin, such as the addresses its processes talk over.
    package static func isInternal(_ name: KeyName) -> Bool {
        let prefixes: [String]
        let suffixes: [String]
        switch name.section {
        case .global: (prefixes, suffixes) = ([], [])
        case .runner: (prefixes, suffixes) = (["mongrel2_", "m2a_", "zurl_", "condure_", "connmgr_"], ["_bin"])
        case .proxy:
            prefixes = ["zurl_", "m2a_", "connmgr_", "condure_", "handler_", "intreq_"]
            suffixes = ["_spec", "_specs"]
        case .handler: (prefixes, suffixes) = (["proxy_", "m2a_", "connmgr_", "condure_", "zurl_"], [])
        }
        return prefixes.contains { name.name.hasPrefix($0) } || suffixes.contains { name.name.hasSuffix($0) }
    }

    /// The setting that a variable `HOLDFAST_KEY` belongs to: of settings with one name, the first that has an effect.
    static func environmentOwner(of key: String) -> KeyName? {
        Self.environmentOwners[key]
    }

    private static let byName = Dictionary(Self.all.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })

    private static let environmentOwners: [String: KeyName] = {
        var owners: [String: KeyName] = [:]
        // Former names last, and the handler's early: there Pushpin documents the names that two sections share.
        let sections: [KeyName.Section] = [.global, .handler, .runner, .proxy]
        for isAlias in [false, true] {
            for section in sections {
                for key in Self.all where key.name.section == section && key.isAlias == isAlias {
                    owners[key.name.name] = owners[key.name.name] ?? key.name
                }
            }
        }
        return owners
    }()
}
