import Glibc
import ZMTP

extension ProxyServer {
    /// Makes the directory for local sockets when it is missing and one of the addresses is in it (`rundir`).
    ///
    /// - Throws: `ProxyServerError.cannotListen` when it cannot be made.
    func makeRunDirectory(for endpoints: [ZMTPEndpoint]) throws(ProxyServerError) {
        let directory = self.configuration.process.runDirectory
        let isUsed = endpoints.contains { endpoint in
            guard case .ipc(let path) = endpoint else { return false }
            return path.hasPrefix(directory + "/")
        }
        guard isUsed, !directory.isEmpty else { return }
        // Safety: the path lives as long as the call.
        guard unsafe mkdir(directory, 0o755) == 0 || errno == EEXIST else {
            throw .cannotListen(address: "rundir \(directory)", reason: SystemErrorText.of(errno))
        }
    }
}
