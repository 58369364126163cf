/// One `key=value` line of a configuration file.
struct IniEntry: Sendable, Hashable {
    /// A place in the file; both numbers count from 1, columns in characters.
    struct Position: Sendable, Hashable {
        var line: Int
        var column: Int
    }

    /// The name in the section header above the line.
    var section: String
    /// Where that header is.
    var sectionPosition: Position
    /// What is left of the `=`.
    var key: String
    /// Where the key begins.
    var keyPosition: Position
    /// What is right of the `=`.
    var value: IniValue
    /// Where the value begins; behind the `=` when it is empty.
    var valuePosition: Position
}
