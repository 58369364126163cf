/// Resolves the target of a link against the URI that a session is at.
///
/// Source: RFC 3986 section 5.2, strict; reference "GRIP" 2.6 and 6.5. The bytes of path and query are kept as they
/// are, apart from dot segments and from what may not stand in a request line: `%2e` is not a dot.
///
/// ```swift
/// if let current = ResolvedLink(scheme: "http", authority: "example.com", target: "/dir/page?x=1".utf8) {
///     LinkResolver(current: current).resolve("../next?y=2")  // http://example.com/next?y=2
/// }
/// ```
public struct LinkResolver: Sendable {
    /// The URI that relative references start from.
    public let current: ResolvedLink

    /// Creates a resolver for one place.
    public init(current: ResolvedLink) {
        self.current = current
    }

    /// Where a reference leads.
    ///
    /// - Parameter reference: An absolute or relative URI reference; a fragment is dropped.
    /// - Returns: `nil` when the reference holds control characters, has a scheme other than `http` and
    ///   `https`, or names an authority that is not a host with an optional port.
    public func resolve(_ reference: String) -> ResolvedLink? {
        let bytes = Array(reference.utf8)
        guard LinkTarget.isValid(bytes[...]) else { return nil }
        var rest = bytes.prefix { $0 != UInt8(ascii: "#") }
        var scheme = self.current.scheme
        if let end = LinkTarget.schemeEnd(of: rest) {
            let name = String(decoding: rest[..<end], as: UTF8.self).lowercased()
            guard let named = ResolvedLink.Scheme(rawValue: name) else { return nil }
            scheme = named
            rest = rest[end...].dropFirst()
        }
        guard rest.starts(with: "//".utf8) else {
            return ResolvedLink(self.current, target: self.target(of: rest))
        }
        rest = rest.dropFirst(2)
        let end = rest.firstIndex { $0 == UInt8(ascii: "/") || $0 == UInt8(ascii: "?") } ?? rest.endIndex
        guard let authority = LinkAuthority(rest[..<end]) else { return nil }
        let (path, query) = Self.split(rest[end...])
        return ResolvedLink(scheme, authority, target: Self.removingDotSegments(path) + query)
    }

    /// Path and query for a reference that has neither scheme nor authority.
    private func target(of reference: ArraySlice<UInt8>) -> [UInt8] {
        let (path, query) = Self.split(reference)
        let (currentPath, currentQuery) = Self.split(self.current.target[...])
        guard let first = path.first else {
            return Array(currentPath + (query.isEmpty ? currentQuery : query))
        }
        guard first != UInt8(ascii: "/") else {
            return Self.removingDotSegments(path) + query
        }
        let folder = currentPath.lastIndex(of: UInt8(ascii: "/")).map { currentPath[...$0] } ?? []
        return Self.removingDotSegments(folder + path) + query
    }

    /// Splits in front of the question mark.
    private static func split(_ target: ArraySlice<UInt8>) -> (path: ArraySlice<UInt8>, query: ArraySlice<UInt8>) {
        let end = target.firstIndex(of: UInt8(ascii: "?")) ?? target.endIndex
        return (target[..<end], target[end...])
    }

    /// A path without segments that are `.` or `..` (RFC 3986 section 5.2.4); it is empty or begins with a slash.
    private static func removingDotSegments(_ path: ArraySlice<UInt8>) -> [UInt8] {
        let segments = path.dropFirst().split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false)
        var kept: [ArraySlice<UInt8>] = []
        for segment in segments {
            if segment.elementsEqual("..".utf8) {
                _ = kept.popLast()
            } else if !segment.elementsEqual(".".utf8) {
                kept.append(segment)
            }
        }
        if let last = segments.last, last.elementsEqual("..".utf8) || last.elementsEqual(".".utf8) {
            kept.append([])
        }
        return kept.flatMap { [UInt8(ascii: "/")] + $0 }
    }
}
