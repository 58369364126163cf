/// One line of the routes file that was skipped, and why.
package struct RouteDiagnostic: Sendable, Equatable, CustomStringConvertible {
    /// The file as the operator named it, or `<route>` for a line of the command line.
    package let fileName: String
    /// Counted from 1; always 1 for a line of the command line.
    package let line: Int
    /// The first character of the offending part, counted in characters from 1.
    package let column: Int
    /// What is wrong.
    package let problem: RouteProblem

    /// What is wrong, in the words operators of Pushpin know.
    package var message: String { problem.description }

    /// The line of the log: `FILE:LINE: MESSAGE`.
    ///
    /// Compatibility: for a duplicate there is no colon after the line number (reference: behaviour 1.2).
    package var description: String {
        let separator = problem == .duplicateCondition ? " " : ": "
        return "\(fileName):\(line)\(separator)\(message)"
    }

    /// The same with the column, in the form editors can jump to: `FILE:LINE:COLUMN: MESSAGE`.
    package var descriptionWithColumn: String {
        "\(fileName):\(line):\(column): \(message)"
    }
}
