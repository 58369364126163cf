/// Which addresses a connection to an origin may go to.
package enum AddressPolicy: Hashable, Sendable {
    /// Every address: the target was written by the operator.
    case any
    /// Only addresses of the public network: the target is marked `untrusted` (reference: behaviour 1.5).
    case publicOnly
}
