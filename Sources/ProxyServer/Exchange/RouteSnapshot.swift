import ProxyRouting

/// The routes of one load, with what was made of them.
///
/// Immutable; a reload makes a new one.
struct RouteSnapshot: Sendable {
    /// The table.
    let table: RouteTable
    /// The signers of routes that have their own key, by route id.
    let signers: [String: Signer]
    /// Whether the table is the one that is used when nobody gave a route: its `test` target shows a page.
    let isWelcome: Bool
}
