/// Which connections a certificate is for, as the name of its files says (reference: behaviour 7.2).
package enum CertificateName: Hashable, Sendable {
    /// `HOST.crt`: clients that ask for this host, in lower case; a first label `_` stands for any one label.
    case host(String)
    /// `default_PORT.crt`: clients of this port that ask for no name, or for one without a certificate.
    case port(Int)

    /// Bytes a host name may have (RFC 1035 section 2.3.4).
    private static let longestHost = 253
    private static let portPrefix = "default_"

    /// Reads the name of a file without its ending; `nil` when it is neither a host nor a default.
    package init?(fileStem: String) {
        if fileStem.hasPrefix(Self.portPrefix) {
            let digits = fileStem.dropFirst(Self.portPrefix.count)
            guard digits.utf8.allSatisfy({ UInt8(ascii: "0")...UInt8(ascii: "9") ~= $0 }),
                let port = Int(digits), 0...65_535 ~= port
            else {
                return nil
            }
            self = .port(port)
            return
        }
        let host = fileStem.lowercased()
        guard Self.isHost(host) else { return nil }
        self = .host(host)
    }

    /// The name of the files without their ending.
    package var fileStem: String {
        switch self {
        case .host(let host): host
        case .port(let port): "\(Self.portPrefix)\(port)"
        }
    }

    /// The certificates a connection may be served with, best first.
    ///
    /// - Parameters:
    ///   - serverName: the host that the client asks for (RFC 6066 section 3), if it names one.
    ///   - port: the port it is connected to.
    /// - Returns: the exact name, the wildcard of its level, the default of the port.
    package static func candidates(serverName: String?, port: Int) -> [CertificateName] {
        guard var host = serverName?.lowercased() else { return [.port(port)] }
        if host.hasSuffix(".") {
            host.removeLast()
        }
        guard Self.isHost(host) else { return [.port(port)] }
        guard let dot = host.firstIndex(of: ".") else { return [.host(host), .port(port)] }
        return [.host(host), .host("_" + host[dot...]), .port(port)]
    }

    private static func isHost(_ text: String) -> Bool {
        guard !text.isEmpty, text.utf8.count <= Self.longestHost else { return false }
        return text.split(separator: ".", omittingEmptySubsequences: false).allSatisfy { label in
            !label.isEmpty
                && label.utf8.allSatisfy { byte in
                    switch byte {
                    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"),
                        UInt8(ascii: "-"), UInt8(ascii: "_"):
                        true
                    default:
                        false
                    }
                }
        }
    }
}
