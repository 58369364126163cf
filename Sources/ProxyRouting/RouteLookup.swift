/// What the table knows about a route id (reference: behaviour 1.4, `id`, and 3.2).
package enum RouteLookup: Sendable {
    /// Exactly one route has this id.
    case found(Route)
    /// Several routes have this id, so it names none of them: look up by host instead.
    case shared
    /// No route has this id.
    case unknown
}
