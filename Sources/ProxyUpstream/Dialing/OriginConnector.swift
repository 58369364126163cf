package import NIOCore

/// Opens TCP connections for a pool; tests put their own in its place.
package protocol OriginConnector: AnyObject {
    /// Opens a connection to the endpoint on the pool's loop, without TLS, with automatic reading off.
    ///
    /// `completion` is called on that loop, never from within this call.
    func connect(
        to endpoint: OriginEndpoint,
        completion: @escaping (Result<any Channel, UpstreamError>) -> Void
    )
}
