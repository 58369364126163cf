/// What is wrong with one line, and where.
struct RouteLineError: Error, Equatable {
    /// What is wrong.
    let problem: RouteProblem
    /// Position of the offending part, in bytes from the start of the line.
    let offset: Int
}
