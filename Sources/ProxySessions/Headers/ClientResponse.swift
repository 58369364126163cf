package import HTTP1

/// A response as it goes to the client.
package struct ClientResponse: Sendable, Equatable {
    /// The head, complete.
    package var head: ResponseHead
    /// What to write after the head; `none` means that every body byte must be dropped.
    package var framing: BodyFraming
    /// Whether the connection is good for another request when the response has ended properly.
    package var keepsConnection: Bool
}
