extension InstructHeaders {
    /// The links of `Grip-Link`, of which later ones override.
    ///
    /// Elements without parameters and those of other relations are skipped.
    func gripLinks() throws(InstructError) -> (next: GripLink?, gone: GripLink?) {
        var links: (next: GripLink?, gone: GripLink?)
        for element in self.links {
            guard let parsed = HeaderParameters(element) else { continue }
            switch parsed.value(of: "rel") {
            case "next": links.next = try Self.link(parsed, timeout: try Self.timeout(of: parsed))
            case "gone": links.gone = try Self.link(parsed, timeout: GripLink.defaultTimeout)
            default: break
            }
        }
        return links
    }

    private static func link(_ link: HeaderParameters, timeout: Duration) throws(InstructError) -> GripLink {
        guard link.first.count > 2, link.first.first == UInt8(ascii: "<"), link.first.last == UInt8(ascii: ">") else {
            throw .malformedLink
        }
        let target = link.first.dropFirst().dropLast()
        guard LinkTarget.isValid(target) else { throw .invalidLink }
        return GripLink(target: String(decoding: target, as: UTF8.self), timeout: timeout)
    }

    private static func timeout(of link: HeaderParameters) throws(InstructError) -> Duration {
        guard let text = link.value(of: "timeout") else { return GripLink.defaultTimeout }
        guard let seconds = self.seconds(text) else { throw .malformedLinkTimeout }
        guard seconds >= 0 else { throw .invalidLinkTimeout }
        return .seconds(seconds)
    }
}
