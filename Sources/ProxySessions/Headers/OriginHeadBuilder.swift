import HTTP1
import ProxyRouting

/// Turns the fields of a client's request into those for the origin, in one pass over them.
///
/// Call `keeps` for every field in order, then `finish` once. Fields are only taken out of the client's table or added at
/// its end, so what no rule names is neither copied nor looked at again. The steps named are those of the reference,
/// behaviour 3.3.
struct OriginHeadBuilder {
    private let rules: RequestRules
    let method: String
    let framing: BodyFraming
    private let grip: GripPolicy
    /// The value of `Host` (step 10).
    let host: String
    private let copiesOriginals: Bool
    private let keepsMarks: Bool

    private var marked = HeaderFields()
    private var cdnLoop = CommaList()
    private var forwardedFor = CommaList()
    private var keptCount = 0
    private var hasHost = false
    private var isHostRight = false
    private var hasLength = false

    init(
        rules: RequestRules,
        method: String,
        framing: BodyFraming,
        host: String,
        route: Route,
        grip: GripPolicy
    ) {
        self.rules = rules
        self.method = method
        self.framing = framing
        self.host = host
        self.grip = grip
        // A trusted client has marked its copies already (step 2).
        self.copiesOriginals = route.copiesOriginalHeaders && !grip.isTrustedClient
        self.keepsMarks = route.copiesOriginalHeaders
    }

    /// Whether a field stays where it is; what moves to the end is remembered.
    ///
    /// - Parameters:
    ///   - field: the next field.
    ///   - isFromRoute: whether the route sets the field, so that no client can have forged it.
    /// - Returns: whether the field stays.
    mutating func keeps(_ field: HeaderFields.Field, isFromRoute: Bool = false) -> Bool {
        let kind = RequestField(field)
        if self.copiesOriginals {
            self.copy(field, isMarked: kind == .marked)
        }
        let isKept = self.keeps(field, kind, isFromRoute: isFromRoute)
        if isKept {
            self.keptCount += 1
        }
        return isKept
    }

    private mutating func keeps(_ field: HeaderFields.Field, _ kind: RequestField, isFromRoute: Bool) -> Bool {
        switch kind {
        case .ordinary:
            return true
        case .hopByHop:
            return false
        case .contentLength:
            return self.keepsLength(field)
        case .host:
            return self.keepsHost(field)
        case .grip:
            return self.grip.isTrustedClient
        case .connectionMeta:
            return isFromRoute || self.grip.isTrustedClient
        case .routeID:
            return !self.rules.acceptsRouteID
        case .cdnLoop:
            guard self.rules.cdnLoopToken != nil else { return true }
            self.cdnLoop.collect(field.value)
            return false
        case .forwardedFor:
            self.forwardedFor.collect(field.value)
            return false
        case .forwardedProtocol:
            return !self.rules.acceptsForwardedProtocol && self.rules.forwardedProtocol == .none
        case .marked:
            return self.keepsMarks && !self.copiesOriginals
        }
    }

    /// Adds what goes to the end of the fields that were kept, and puts `Host` first.
    ///
    /// - Parameters:
    ///   - fields: the fields that were kept.
    ///   - context: what else differs from request to request.
    mutating func finish(_ fields: inout HeaderFields, context: RequestContext) {
        self.finishHost(&fields)
        if !self.marked.isEmpty {
            fields.append(contentsOf: self.marked)
        }
        self.finishCDNLoop(&fields)
        self.finishGrip(&fields, context)
        self.finishForwardedProtocol(&fields, context)
        self.finishForwardedFor(&fields, peer: context.peerAddress)
        self.finishLength(&fields)
    }
}

// MARK: - Host (step 10)

extension OriginHeadBuilder {
    /// Only a field that is the first one stays; another would have to move there anyway.
    private mutating func keepsHost(_ field: HeaderFields.Field) -> Bool {
        guard self.keptCount == 0, !self.hasHost else { return false }
        self.hasHost = true
        self.isHostRight = field.hasValue(self.host)
        return true
    }

    private func finishHost(_ fields: inout HeaderFields) {
        guard !self.isHostRight else { return }
        if self.hasHost {
            fields.replace("Host", with: self.host)
        } else {
            var withHost = HeaderFields()
            withHost.append("Host", self.host)
            withHost.append(contentsOf: fields)
            fields = withHost
        }
    }
}

// MARK: - Marked copies (step 2)

extension OriginHeadBuilder {
    private static let mark = Array("eb9bf0f5-".utf8)

    private mutating func copy(_ field: HeaderFields.Field, isMarked: Bool) {
        if isMarked {
            self.marked.append(field)
        } else if !self.rules.namesNeedingMark.contains(where: { field.isNamed($0) }) {
            self.marked.append(name: Self.mark + field.name, value: field.value)
        }
    }
}

// MARK: - Framing (step 3, and the end of 3.3)

extension OriginHeadBuilder {
    /// The length the origin is told, `nil` for none.
    private func length(isAsked: Bool) -> Int? {
        switch self.framing {
        case .length(let count) where count > 0:
            return count
        case .length, .none:
            // Without a body, some methods always say so and some never do; the others say what the client said.
            switch self.method {
            case "POST", "PUT": return 0
            case "GET", "HEAD", "OPTIONS": return nil
            default: return isAsked ? 0 : nil
            }
        case .chunked, .untilClose, .tunnel:
            return nil
        }
    }

    /// The client's field stays if it says exactly what the framing says, so that it cannot contradict the body.
    private mutating func keepsLength(_ field: HeaderFields.Field) -> Bool {
        guard !self.hasLength, let length = self.length(isAsked: true) else { return false }
        self.hasLength = field.hasValue(length)
        return self.hasLength
    }

    private func finishLength(_ fields: inout HeaderFields) {
        if self.framing == .chunked || self.framing == .untilClose {
            fields.append("Transfer-Encoding", "chunked")
        } else if !self.hasLength, let length = self.length(isAsked: false) {
            fields.append("Content-Length", String(length))
        }
    }
}

// MARK: - What the proxy adds (steps 5, 7, 8 and 9)

extension OriginHeadBuilder {
    private mutating func finishCDNLoop(_ fields: inout HeaderFields) {
        guard let token = self.rules.cdnLoopToken else { return }
        self.cdnLoop.append(token)
        fields.append(name: "CDN-Loop".utf8, value: self.cdnLoop.joined)
    }

    /// Ids come from publishers and origins, whose JSON can hold control characters; a field with one is not added.
    private func finishGrip(_ fields: inout HeaderFields, _ context: RequestContext) {
        guard self.grip.isAnnounced else { return }
        if let signature = context.gripSignature {
            fields.append(contentsOf: signature.fields)
        }
        fields.append(contentsOf: self.rules.announcement)
        if let sessionID = context.sessionID {
            fields.append("Grip-Session-Id", sessionID)
        }
        for last in context.lastIDs {
            fields.append("Grip-Last", last.fieldValue)
        }
    }

    private func finishForwardedProtocol(_ fields: inout HeaderFields, _ context: RequestContext) {
        guard context.isTLS, self.rules.forwardedProtocol != .none else { return }
        let name = context.isWebSocket ? "wss" : "https"
        fields.append("X-Forwarded-Proto", name)
        if self.rules.forwardedProtocol == .both {
            fields.append("X-Forwarded-Protocol", name)
        }
    }

    private mutating func finishForwardedFor(_ fields: inout HeaderFields, peer: String?) {
        let rule = self.grip.isTrustedClient ? self.rules.trustedForwardedFor : self.rules.forwardedFor
        rule.apply(to: &self.forwardedFor, peer: peer)
        if !self.forwardedFor.elements.isEmpty {
            fields.append(name: "X-Forwarded-For".utf8, value: self.forwardedFor.joined)
        }
    }
}
