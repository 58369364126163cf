/// The Grip headers of one response, sorted by what they are about.
///
/// Of the headers that are not lists only the first line counts (reference "GRIP" 1.1).
struct InstructHeaders {
    private(set) var hold: String?
    private(set) var timeout: String?
    private(set) var keepAlive: String?
    private(set) var status: String?
    private(set) var channels: [ArraySlice<UInt8>] = []
    private(set) var meta: [ArraySlice<UInt8>] = []
    private(set) var exposedHeaders: [ArraySlice<UInt8>] = []
    private(set) var links: [ArraySlice<UInt8>] = []

    init(_ headers: some Sequence<(name: String, value: String)>) {
        for (name, value) in headers where Self.isName(name) {
            func isNamed(_ lowercased: StaticString) -> Bool { HeaderText.isEqual(lowercased, to: name) }
            switch name.utf8.count {
            case 9 where isNamed("grip-hold"): self.hold = self.hold ?? value
            case 9 where isNamed("grip-link"): self.links += HeaderList.elements(of: value)
            case 11 where isNamed("grip-status"): self.status = self.status ?? value
            case 12 where isNamed("grip-channel"): self.channels += HeaderList.elements(of: value)
            case 12 where isNamed("grip-timeout"): self.timeout = self.timeout ?? value
            case 13 where isNamed("grip-set-meta"): self.meta += HeaderList.elements(of: value)
            case 15 where isNamed("grip-keep-alive"): self.keepAlive = self.keepAlive ?? value
            case 19 where isNamed("grip-expose-headers"): self.exposedHeaders += HeaderList.elements(of: value)
            default: break
            }
        }
    }

    /// Whether a header name starts with `Grip-` in any case.
    static func isName(_ name: String) -> Bool {
        HeaderText.isPrefix("grip-", of: name)
    }
}
