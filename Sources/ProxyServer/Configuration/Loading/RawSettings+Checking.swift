extension RawSettings {
    /// Finds the setting of every entry of a file; entries that concern the inside of Pushpin are left out.
    static func check(_ entries: [IniEntry], of path: String) throws(ConfigurationError) -> [(KeyName, Setting)] {
        var found: [(KeyName, Setting)] = []
        for entry in entries {
            guard let section = KeyName.Section(rawValue: entry.section) else {
                throw ConfigurationError(
                    .file(path: path, line: entry.sectionPosition.line, column: entry.sectionPosition.column),
                    "unknown section [\(entry.section)]",
                    suggestion: self.suggestion(forSection: entry.section)
                )
            }
            let name = KeyName(section, entry.key)
            if ConfigurationKeys.key(name) != nil {
                let position = entry.valuePosition
                let source = SettingSource.file(path: path, line: position.line, column: position.column)
                found.append((name, Setting(value: entry.value, source: source)))
            } else if !ConfigurationKeys.isInternal(name) {
                throw ConfigurationError(
                    .file(path: path, line: entry.keyPosition.line, column: entry.keyPosition.column),
                    "unknown key \"\(entry.key)\" in [\(entry.section)]",
                    suggestion: self.suggestion(for: name)
                )
            }
        }
        return found
    }

    private static func suggestion(forSection section: String) -> String {
        let names = KeyName.Section.allCases.map(\.rawValue)
        if let name = Similarity.best(for: section.lowercased(), among: names) {
            return "did you mean [\(name)]?"
        }
        return "the sections are [global], [runner], [proxy] and [handler]"
    }

    private static func suggestion(for name: KeyName) -> String {
        let sections = ConfigurationKeys.sections(of: name.name)
        if !sections.isEmpty {
            return "it belongs in " + sections.map { "[\($0.rawValue)]" }.joined(separator: " or ")
        }
        let own = ConfigurationKeys.all.filter { $0.name.section == name.section }.map(\.name.name)
        if let similar = Similarity.best(for: name.name.lowercased(), among: own) {
            return "did you mean \(similar)?"
        }
        let others = ConfigurationKeys.all.map(\.name)
        if let similar = Similarity.best(for: name.name.lowercased(), among: others.map(\.name)),
            let key = others.first(where: { $0.name == similar })
        {
            return "did you mean \(similar) in [\(key.section.rawValue)]?"
        }
        return "remove it, or see docs/configuration.md for the keys there are"
    }
}
