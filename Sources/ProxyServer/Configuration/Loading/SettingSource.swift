/// Where the value of a setting was given.
package enum SettingSource: Sendable, Hashable, CustomStringConvertible {
    /// Nowhere: it is the default.
    case builtIn
    /// In a file; line and column count from 1, columns in characters.
    case file(path: String, line: Int, column: Int)
    /// In the environment variable of this name.
    case environment(String)
    /// With the command line option of this name.
    case flag(String)

    /// The words that begin an error about the value.
    package var description: String {
        switch self {
        case .builtIn: "default"
        case .file(let path, let line, let column): "\(path):\(line):\(column)"
        case .environment(let name): name
        case .flag(let name): name
        }
    }

    /// The same place, at another column when it is in a file.
    func at(column: Int?) -> SettingSource {
        guard case .file(let path, let line, _) = self, let column else {
            return self
        }
        return .file(path: path, line: line, column: column)
    }
}
