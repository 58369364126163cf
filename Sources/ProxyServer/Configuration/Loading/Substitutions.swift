/// What `{libdir}`, `{rundir}` and `{ipc_prefix}` stand for in values (reference: behaviour 2.3).
struct Substitutions: Sendable {
    var libraryDirectory: String
    var runDirectory: String
    var socketPrefix: String

    /// Replaces the three names once, from left to right; other braces stay as they are.
    func apply(to text: String) -> String {
        guard text.contains("{") else { return text }
        var result = ""
        var rest = text[...]
        while let brace = rest.firstIndex(of: "{") {
            result += rest[..<brace]
            rest = rest[brace...]
            let names = [
                ("{libdir}", self.libraryDirectory), ("{rundir}", self.runDirectory),
                ("{ipc_prefix}", self.socketPrefix),
            ]
            if let (name, value) = names.first(where: { rest.hasPrefix($0.0) }) {
                result += value
                rest = rest.dropFirst(name.count)
            } else {
                result += "{"
                rest = rest.dropFirst()
            }
        }
        return result + rest
    }
}
