/// What happened, in order, one line each.
final class Trace {
    private var lines: [String] = []

    func add(_ line: String) {
        self.lines.append(line)
    }

    /// The lines since this was last asked.
    func take() -> [String] {
        defer { self.lines = [] }
        return self.lines
    }
}
