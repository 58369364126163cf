import NIOCore

extension InstructHeaders {
    /// `Grip-Keep-Alive`: `DATA[; format=F][; timeout=N][; mode=M]`; `nil` when absent, empty, or not to be parsed.
    func parsedKeepAlive() throws(InstructError) -> KeepAlive? {
        guard let text = self.keepAlive else { return nil }
        let value = ASCII.trimmed(Array(text.utf8)[...])
        guard !value.isEmpty, let parsed = HeaderParameters(value) else { return nil }
        guard !parsed.first.isEmpty else { throw .emptyKeepAlive }
        // In this order the first fault is the one Pushpin names.
        let mode = try Self.mode(of: parsed)
        let timeout = try Self.timeout(of: parsed)
        return KeepAlive(data: try Self.data(of: parsed), timeout: timeout, mode: mode)
    }

    private static func mode(of keepAlive: HeaderParameters) throws(InstructError) -> KeepAlive.Mode {
        guard let name = keepAlive.value(of: "mode") else { return .idle }
        guard let mode = KeepAlive.Mode(rawValue: name) else { throw .unknownKeepAliveMode(name) }
        return mode
    }

    private static func timeout(of keepAlive: HeaderParameters) throws(InstructError) -> Duration {
        guard let text = keepAlive.value(of: "timeout") else { return KeepAlive.defaultTimeout }
        guard let seconds = self.seconds(text) else { throw .malformedKeepAliveTimeout }
        guard seconds >= 0 else { throw .invalidKeepAliveTimeout }
        return max(.seconds(seconds), KeepAlive.minimumTimeout)
    }

    private static func data(of keepAlive: HeaderParameters) throws(InstructError) -> ByteBuffer {
        switch keepAlive.value(of: "format") ?? "raw" {
        case "raw":
            return ByteBuffer(bytes: keepAlive.first)
        case "cstring":
            guard let data = CString.decode(keepAlive.first) else { throw .malformedKeepAliveCString }
            return ByteBuffer(bytes: data)
        case "base64":
            return Base64.decodeLeniently(keepAlive.first)
        case let name:
            throw .unknownKeepAliveFormat(name)
        }
    }
}
