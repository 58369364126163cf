/// How a socket behaves, apart from its pattern.
package struct ZMTPOptions: Sendable {
    /// What its peers are allowed.
    package var limits: ZMTPLimits
    /// The permissions of the ipc sockets it binds, such as `0o777`; without, what the process's umask leaves.
    package var ipcFileMode: UInt32?
    /// Told what an operator may want to know, on the socket's event loop.
    package var report: @Sendable (ZMTPEvent) -> Void

    package init(
        limits: ZMTPLimits = ZMTPLimits(),
        ipcFileMode: UInt32? = nil,
        report: @escaping @Sendable (ZMTPEvent) -> Void = { _ in }
    ) {
        self.limits = limits
        self.ipcFileMode = ipcFileMode
        self.report = report
    }
}
