/// The rule for what may stand between the brackets of a link.
enum LinkTarget {
    /// Whether bytes can be used as a URI reference.
    ///
    /// They end up in a request line, so control characters and angle brackets are refused, and so is a scheme other than
    /// `http` and `https` or one without a host. Everything else is taken as it is; a space, which django-eventstream
    /// writes where the path of the request has one, is percent-encoded when the link is resolved.
    static func isValid(_ target: ArraySlice<UInt8>) -> Bool {
        guard target.allSatisfy(self.isAllowed) else { return false }
        guard let schemeEnd = self.schemeEnd(of: target) else { return true }
        let scheme = String(decoding: target[..<schemeEnd], as: UTF8.self).lowercased()
        let rest = target[schemeEnd...].dropFirst()
        guard scheme == "http" || scheme == "https", rest.starts(with: "//".utf8), let host = rest.dropFirst(2).first
        else { return false }
        return ![UInt8(ascii: "/"), UInt8(ascii: "?"), UInt8(ascii: "#"), UInt8(ascii: ":")].contains(host)
    }

    private static func isAllowed(_ byte: UInt8) -> Bool {
        byte >= ASCII.space && byte != 0x7F && byte != UInt8(ascii: "<") && byte != UInt8(ascii: ">")
    }

    /// The place of the colon after a scheme (RFC 3986 section 3.1), `nil` for a relative reference.
    static func schemeEnd(of target: ArraySlice<UInt8>) -> Int? {
        let delimiters: [UInt8] = [UInt8(ascii: ":"), UInt8(ascii: "/"), UInt8(ascii: "?"), UInt8(ascii: "#")]
        guard let end = target.firstIndex(where: delimiters.contains), target[end] == UInt8(ascii: ":") else {
            return nil
        }
        return end
    }
}
