import GRIP
import ProxyServer

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// A URL of `GRIP_URL` or `--spec`: `http(s)://[USER:PASSWORD@]HOST[:PORT][/PATH][?iss=ISSUER&key=KEY]`.
struct GripURL: Equatable {
    /// The URL without user, parameters and final slashes.
    let base: String
    let isSecure: Bool
    private let userInfo: String?
    private let parameters: [String: String]

    /// Takes a URL apart.
    init(parsing text: String) throws(PublishFailure) {
        let withoutFragment = text.prefix { $0 != "#" }
        let parts = withoutFragment.split(separator: "?", maxSplits: 1, omittingEmptySubsequences: false)
        guard let scheme = ["http://", "https://"].first(where: parts[0].hasPrefix) else {
            throw PublishFailure("\(text) is not a URL; write http://HOST:PORT")
        }
        let rest = parts[0].dropFirst(scheme.count)
        var authority = rest.prefix { $0 != "/" }
        let path = rest.dropFirst(authority.count)
        if let at = authority.lastIndex(of: "@") {
            self.userInfo = String(authority[..<at])
            authority = authority[authority.index(after: at)...]
        } else {
            self.userInfo = nil
        }
        guard !authority.isEmpty else {
            throw PublishFailure("\(scheme)\(rest) names no host; write http://HOST:PORT")
        }
        var base = "\(scheme)\(authority)\(path)"
        while base.hasSuffix("/") {
            base.removeLast()
        }
        self.base = base
        self.isSecure = scheme == "https://"
        self.parameters = Dictionary(
            (parts.count > 1 ? parts[1] : "").split(separator: "&").map { parameter in
                let pair = parameter.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
                return (String(pair[0]), Self.decoded(pair.count > 1 ? pair[1] : ""))
            },
            uniquingKeysWith: { _, last in last }
        )
    }

    /// The value of `Authorization` that the URL itself asks for.
    ///
    /// - Parameter now: The time in seconds since 1970; a token is good for an hour.
    /// - Returns: The value, or `nil` where the URL has neither a user nor a key.
    /// - Throws: `PublishFailure` for a key that cannot sign.
    func authorization(now: Int) throws(PublishFailure) -> String? {
        if let userInfo {
            return "Basic \(Data(Self.decoded(Substring(userInfo)).utf8).base64EncodedString())"
        }
        guard let text = self.parameters["key"], !text.isEmpty else { return nil }
        guard let issuer = self.parameters["iss"], !issuer.isEmpty else { return "Bearer \(text)" }
        do {
            let key = try GripKey(parsing: text) { _ in throw PublishFailure("a key in a URL cannot be a file") }
            return "Bearer \(try GripToken.sign(issuer: issuer, expires: now + 3600, key: key))"
        } catch {
            throw PublishFailure("the key of the URL cannot be used: \(error)")
        }
    }

    private static func decoded(_ text: Substring) -> String {
        String(decoding: PercentEncoding.decode(Array(text.utf8)[...]), as: UTF8.self)
    }
}
