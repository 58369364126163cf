import NIOCore

/// The tokens of `Grip-Sig`: JSON Web Tokens (RFC 7519) of one fixed form.
///
/// ```
/// {"typ":"JWT","alg":"HS256"} . {"exp":1700003600,"iss":"pushpin"} . SIGNATURE     each part in base64url
/// ```
/// Source: reference "behaviour" 6.
public enum GripToken {
    /// Signs a token with exactly the claims `exp` and `iss`.
    ///
    /// - Parameters:
    ///   - issuer: The `iss` claim.
    ///   - expires: The `exp` claim in seconds since 1970.
    ///   - key: A shared secret or a private key; it fixes the algorithm.
    /// - Returns: The token, of about 130 bytes with HS256 and 430 with RS256 and 2048 bits.
    /// - Throws: A ``GripTokenError`` when the key is a public one or signing fails.
    public static func sign(issuer: String, expires: Int, key: GripKey) throws(GripTokenError) -> String {
        var claims = ByteBuffer()
        claims.writeString("{\"exp\":\(expires),\"iss\":")
        JSONValue.write(issuer, to: &claims)
        claims.writeString("}")

        var token: [UInt8] = []
        token.reserveCapacity(384)
        Base64URL.encode("{\"typ\":\"JWT\",\"alg\":\"\(key.algorithm.rawValue)\"}".utf8, to: &token)
        token.append(self.separator)
        Base64URL.encode(claims.readableBytesView, to: &token)

        let signature: [UInt8]?
        do {
            signature = try key.signature(of: token)
        } catch {
            throw .signingFailed(reason: String(describing: error))
        }
        guard let signature else { throw .publicKey }
        token.append(self.separator)
        Base64URL.encode(signature, to: &token)
        return String(decoding: token, as: UTF8.self)
    }

    /// Checks a token and returns what it says, `nil` if it is not to be trusted.
    ///
    /// The key's algorithm must be the one the token names, the signature must be right, and `exp` must be a number
    /// above 0 that lies in the future. The issuer is returned and not checked; other claims are not looked at.
    /// - Parameters:
    ///   - token: The token as it came.
    ///   - key: A shared secret, or a private or public key.
    ///   - now: The time in seconds since 1970.
    ///   - leeway: For how many seconds after `exp` the token still counts.
    /// - Returns: The claims of a token that can be trusted.
    public static func verify(_ token: String, key: GripKey, now: Int, leeway: Int = 0) -> GripClaims? {
        let text = Array(token.utf8)
        let parts = text.split(separator: self.separator, omittingEmptySubsequences: false)
        guard parts.count == 3,
            let header = self.object(in: parts[0]),
            header["alg"]?.string == key.algorithm.rawValue,
            // A critical extension is one that must be understood (RFC 7515 section 4.1.11). None is.
            header["crit"] == nil,
            let signature = Base64URL.decode(parts[2]),
            key.isSignature(signature, of: Array(text[..<parts[1].endIndex])),
            let claims = self.object(in: parts[1]),
            let expires = claims["exp"]?.number?.floored,
            expires > 0,
            expires > now.subtractingClamped(leeway)
        else { return nil }
        return GripClaims(issuer: claims["iss"]?.string, expires: expires)
    }

    private static let separator = UInt8(ascii: ".")

    private static func object(in part: ArraySlice<UInt8>) -> JSONObject? {
        // Anything that is not JSON is a token that is not ours, whatever is wrong with it.
        Base64URL.decode(part).flatMap { try? JSONValue(parsing: $0) }?.object
    }
}

extension Int {
    fileprivate func subtractingClamped(_ other: Int) -> Int {
        let (difference, overflow) = self.subtractingReportingOverflow(other)
        return overflow ? (other > 0 ? .min : .max) : difference
    }
}
