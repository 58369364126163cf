/// Why a text is not a value of the wanted kind.
struct ValueProblem: Error {
    /// What is wrong; follows the key in the message.
    var message: String
    /// What would be right.
    var suggestion: String
    /// Where in the line, when it is one item of a list.
    var column: Int?

    init(_ message: String, suggestion: String, column: Int? = nil) {
        self.message = message
        self.suggestion = suggestion
        self.column = column
    }
}
