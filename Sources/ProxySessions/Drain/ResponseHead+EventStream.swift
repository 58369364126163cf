package import HTTP1

extension ResponseHead {
    /// Whether the body is a stream of events to which one can be added (WHATWG HTML section 9.2.5).
    package var isEventStream: Bool {
        guard let type = self.fields.first(.contentType), !self.fields.contains(.contentEncoding) else { return false }
        return type.prefix { $0 != ";" && $0 != " " }.lowercased() == "text/event-stream"
    }
}
