/// The end of a command that did not succeed: what goes to standard error, and the status.
struct CommandFailure: Error {
    let lines: [String]
    let status: Int32
}
