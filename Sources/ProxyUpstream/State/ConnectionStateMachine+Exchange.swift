import HTTP1

extension ConnectionStateMachine {
    /// One request and its response, as far as they have come.
    struct Exchange {
        /// How much of the request is still to be sent.
        enum Request: Equatable {
            /// So many bytes, more than zero.
            case sized(remaining: Int)
            /// Chunks, until the caller says that was all.
            case chunked
            /// Nothing.
            case complete

            init(_ framing: BodyFraming) {
                switch framing {
                case .length(let length) where length > 0: self = .sized(remaining: length)
                case .chunked: self = .chunked
                case .none, .length, .untilClose, .tunnel: self = .complete
                }
            }
        }

        /// How much of the response has come.
        enum Response {
            /// Nothing.
            case awaited
            /// Some bytes, but not the whole head.
            case begun
            /// The head.
            case body
        }

        var request: Request
        var response = Response.awaited
        /// The response lets the connection serve another request.
        var allowsReuse = false
        let isOnReusedConnection: Bool
        var isIdempotent: Bool
        /// The request has an `Upgrade` field, so 101 is a possible answer.
        let offersUpgrade: Bool

        /// What the retry policy wants to know.
        var progress: RetryPolicy.Progress {
            RetryPolicy.Progress(
                isOnReusedConnection: self.isOnReusedConnection,
                isIdempotent: self.isIdempotent,
                hasResponseBytes: self.response != .awaited
            )
        }

        /// What a broken connection means at this point.
        func failure(after cause: BreakCause) -> UpstreamError.Kind {
            let hasHead = self.response == .body
            switch cause {
            case .ended: return hasHead ? .closedMidBody : .closedBeforeResponse
            case .malformed(let error): return .malformedResponse(error)
            case .tls:
                // A server may refuse a client certificate only after the handshake (TLS 1.3).
                return self.response == .awaited ? .tlsFailure : hasHead ? .closedMidBody : .closedBeforeResponse
            case .deadline: return hasHead ? .idleTimeout : .responseTimeout
            }
        }
    }
}
