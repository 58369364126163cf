import GRIP
package import HTTP1
import NIOCore

/// What a publisher has to prove before the control port listens to it (`control_key`, `control_iss`).
///
/// Accepted are the three things client libraries make of a `GRIP_URL`: a signed token, the key itself as a bearer
/// token, and the key as a password (reference: seed-libraries 1.1, 1.2, P11).
package struct ControlAuthentication: Sendable {
    /// Seconds by which the clocks of publisher and proxy may differ.
    package static let clockSkewSeconds = 60

    /// Why a request is not allowed.
    package enum Failure: Equatable, Sendable {
        /// There is no `Authorization` field.
        case missing
        /// There is one, and what it says is not accepted.
        case wrong
    }

    private let key: GripKey
    private let issuer: String?
    /// The bytes of the key's text where that text is a secret: a path or a public key is none.
    private let secret: [UInt8]?

    /// Takes the values of the configuration.
    ///
    /// - Parameters:
    ///   - keyText: `control_key`: text, `base64:…`, `file:PATH` or PEM, as for route keys.
    ///   - issuer: `control_iss`; an empty one counts as none.
    ///   - readFile: gives the content of a file.
    /// - Throws: `.emptyKey`, since an empty key would let everyone in; `.key` if the key cannot be used.
    package init(
        keyText: String,
        issuer: String?,
        readFile: (String) throws -> [UInt8]
    ) throws(ControlAuthenticationError) {
        do throws(GripKeyError) {
            self.key = try GripKey(parsing: keyText, readFile: readFile)
        } catch {
            throw error == .empty ? .emptyKey : .key(error)
        }
        self.issuer = issuer == "" ? nil : issuer
        let isSecret = self.key.secretByteCount != nil && !keyText.hasPrefix("file:")
        self.secret = isSecret ? Array(keyText.utf8) : nil
    }

    /// Looks at the head of a request.
    ///
    /// - Parameters:
    ///   - fields: the fields of the request.
    ///   - unixTime: gives the seconds since 1970; asked only when there is a token to check.
    /// - Returns: why the request must be answered with 401, or `nil`.
    package func failure(for fields: HeaderFields, unixTime: () -> Int) -> Failure? {
        let values = fields.values(.authorization)
        guard let value = values.first else { return .missing }
        let parts = value.split(separator: " ", maxSplits: 1)
        guard values.count == 1, parts.count == 2 else { return .wrong }
        let credentials = String(parts[1].trimmingBlanks)
        switch parts[0].lowercased() {
        case "bearer":
            return self.isSecret(credentials.utf8) || self.isValid(token: credentials, now: unixTime()) ? nil : .wrong
        case "basic":
            return self.isValid(basic: credentials) ? nil : .wrong
        default:
            return .wrong
        }
    }

    private func isSecret(_ candidate: some Collection<UInt8>) -> Bool {
        guard let secret = self.secret else { return false }
        return ConstantTime.equal(candidate, secret)
    }

    private func isValid(token: String, now: Int) -> Bool {
        guard let claims = GripToken.verify(token, key: self.key, now: now, leeway: Self.clockSkewSeconds) else {
            return false
        }
        return self.issuer == nil || claims.issuer == self.issuer
    }

    /// RFC 7617 2: user and password joined by a colon that the user cannot contain.
    private func isValid(basic credentials: String) -> Bool {
        let bytes = Base64.decodeLeniently(credentials.utf8).readableBytesView
        guard let colon = bytes.firstIndex(of: UInt8(ascii: ":")) else { return false }
        let isPasswordRight = self.isSecret(bytes[bytes.index(after: colon)...])
        guard let issuer = self.issuer else { return isPasswordRight }
        return ConstantTime.equal(bytes[..<colon], Array(issuer.utf8)) && isPasswordRight
    }
}

extension ControlAuthentication.Failure: CustomStringConvertible {
    /// What was found, and what to do.
    package var description: String {
        switch self {
        case .missing:
            "The control port needs a key: send Authorization with a token signed with control_key, "
                + "or with the key itself. Client libraries do so when GRIP_URL has ?iss=ISSUER&key=KEY or ?key=KEY."
        case .wrong:
            "The Authorization header was not accepted: the key, the issuer or the time of its token is not the one "
                + "the control port expects. Compare GRIP_URL with control_key and control_iss."
        }
    }
}
