extension HeaderFields {
    /// Whether the `Connection` fields of a message of this version let the connection stay open.
    ///
    /// `close` wins over `keep-alive`. Source: RFC 9112, section 9.3.
    func areKeepAlive(in version: HTTPVersion) -> Bool {
        if self.listContains(.connection, "close") {
            return false
        }
        return version.minor >= 1 || self.listContains(.connection, "keep-alive")
    }
}
