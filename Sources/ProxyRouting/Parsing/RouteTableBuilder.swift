/// Collects the routes and diagnostics of one source, line by line.
struct RouteTableBuilder {
    private let fileName: String
    /// The accepted routes so far, in their order.
    private(set) var routes: [Route] = []
    /// The lines that were skipped so far, in their order.
    private(set) var diagnostics: [RouteDiagnostic] = []
    private var conditions: Set<RouteCondition> = []

    /// Starts with nothing; diagnostics will name this file.
    init(fileName: String) {
        self.fileName = fileName
    }

    /// Adds the route of one line, the diagnostic why it has none, or nothing for an empty line or a comment.
    mutating func add(
        line: [UInt8],
        number: Int,
        checkFile: (_ path: String) throws(RouteFileError) -> Void
    ) {
        do throws(RouteLineError) {
            let sections = try RouteLineParser.sections(of: line)
            guard let first = sections.first else {
                return
            }
            guard sections.count > 1 else {
                throw RouteLineError(problem: .missingTarget, offset: first.offset)
            }
            let route = try Route(parsing: first, targets: sections.dropFirst(), checkFile: checkFile)
            let condition = route.condition
            // A rule without a domain is reached only by id, so equal conditions do not hide one another.
            guard condition.domain == .unreachable || conditions.insert(condition).inserted else {
                throw RouteLineError(problem: .duplicateCondition, offset: first.offset)
            }
            routes.append(route)
        } catch {
            // Counted in characters, as an editor does.
            let column = String(decoding: line.prefix(error.offset), as: UTF8.self).count + 1
            diagnostics.append(
                RouteDiagnostic(fileName: fileName, line: number, column: column, problem: error.problem)
            )
        }
    }
}
