import HTTP1

/// How the body of a response goes to the client, and which header tells it (reference: behaviour 3.4, 3.5).
struct ResponseFraming: Equatable {
    /// What becomes of the response's `Content-Length` fields.
    enum LengthField: Equatable {
        /// One stays, as it is: the answer to HEAD tells the length that GET would have.
        case kept
        /// One stays or is added, with this number.
        case written(Int)
        /// They are removed.
        case removed

        /// Whether a field of the response may stay as it is.
        func agrees(with field: HeaderFields.Field) -> Bool {
            switch self {
            case .kept: true
            case .written(let count): field.hasValue(count)
            case .removed: false
            }
        }
    }

    /// What to write after the head.
    var body: BodyFraming
    /// What becomes of `Content-Length`.
    var lengthField: LengthField

    /// - Parameters:
    ///   - status: the status code.
    ///   - framing: how the body is known here.
    ///   - exchange: the request being answered.
    init(status: Int, framing: BodyFraming, exchange: ClientExchange) {
        switch framing {
        case .tunnel:
            self.init(.tunnel, .removed)
        case _ where status < 200 || status == 204 || status == 304:
            self.init(.none, .removed)
        case .none:
            self.init(.none, exchange.isHead ? .kept : .written(0))
        case .length(let count):
            self.init(exchange.isHead ? .none : .length(count), .written(count))
        case .chunked, .untilClose:
            if exchange.isHead {
                self.init(.none, .removed)
            } else {
                self.init(exchange.isHTTP10 ? .untilClose : .chunked, .removed)
            }
        }
    }

    private init(_ body: BodyFraming, _ lengthField: LengthField) {
        self.body = body
        self.lengthField = lengthField
    }
}
