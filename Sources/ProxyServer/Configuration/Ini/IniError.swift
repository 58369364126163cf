/// A line of a configuration file that is none.
struct IniError: Error, Hashable {
    /// Where it goes wrong.
    var position: IniEntry.Position
    /// What is wrong.
    var message: String
    /// What would be right.
    var suggestion: String
}
