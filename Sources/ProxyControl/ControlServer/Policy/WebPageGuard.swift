package import HTTP1

/// Keeps web pages from using the control port.
///
/// Browsers let any page send a simple POST to any address, also one on loopback, and a name the page's owner controls
/// can be pointed at this machine after the page was loaded (DNS rebinding). Programs that publish send neither
/// `Origin` nor fetch metadata, and they address the port by a name or address that is ours.
package struct WebPageGuard: Sendable {
    /// Why a request is taken for one made by a web page.
    package enum Refusal: Equatable, Sendable {
        /// It has an `Origin` field (Fetch standard 3.2), whatever its value.
        case origin(String)
        /// Its `Sec-Fetch-Site` field says that another site made it (Fetch Metadata 2.3).
        case fetchSite(String)
        /// Its `Host` field names a host that is not known to be this one.
        case host(String)
    }

    private var allowedNames: Set<String>
    private let boundAddress: String?

    /// A guard for a port.
    ///
    /// - Parameters:
    ///   - allowedHosts: further host names by which publishers may address the port (`control_hosts`).
    ///   - boundAddress: the IP address the port was bound to.
    package init(allowedHosts: [String] = [], boundAddress: String? = nil) {
        self.allowedNames = Set(allowedHosts.map { HostName($0).name })
        self.boundAddress = boundAddress.map { HostName.normalizedAddress($0) ?? $0 }
    }

    /// The guard with other host names by which publishers may address the port.
    package func allowing(_ hosts: [String]) -> WebPageGuard {
        var other = self
        other.allowedNames = Set(hosts.map { HostName($0).name })
        return other
    }

    /// Looks at the head of a request.
    ///
    /// - Parameters:
    ///   - fields: the fields of the request.
    ///   - localAddress: the IP address at our end of the connection, as `HostName.normalizedAddress` writes it.
    /// - Returns: why the request must be answered with 403, or `nil`.
    package func refusal(for fields: HeaderFields, localAddress: String?) -> Refusal? {
        for field in fields {
            if field.isNamed(.origin) {
                return .origin(field.valueString)
            }
            if field.isNamed(.secFetchSite) {
                let site = field.valueString
                switch site.lowercased() {
                case "cross-site", "same-site": return .fetchSite(site)
                default: continue
                }
            }
            if field.isNamed(.host), !Self.isUsualName(field.value),
                !self.isOurs(field.valueString, localAddress: localAddress)
            {
                return .host(field.valueString)
            }
        }
        return nil
    }

    /// The names almost every publisher uses, recognised without taking the value apart.
    private static func isUsualName(_ value: ArraySlice<UInt8>) -> Bool {
        for name in ["localhost", "127.0.0.1"] where value.starts(with: name.utf8) {
            let rest = value.dropFirst(name.utf8.count)
            return rest.isEmpty || rest.first == UInt8(ascii: ":")
        }
        return false
    }

    /// Says whether the value of a `Host` field names this machine; an empty one names nothing and passes.
    private func isOurs(_ value: String, localAddress: String?) -> Bool {
        let host = HostName(value)
        if host.name.isEmpty || host.isLoopback || self.allowedNames.contains(host.name) {
            return true
        }
        guard let address = host.address else { return false }
        return address == localAddress || address == self.boundAddress
    }
}

extension WebPageGuard.Refusal: CustomStringConvertible {
    /// What was found, and what to do.
    package var description: String {
        switch self {
        case .origin(let value):
            "Web pages may not use the control port, and this request has an Origin header (\(value.shortened)). "
                + "Publish from a server, without that header."
        case .fetchSite(let value):
            "Web pages may not use the control port, and this request has Sec-Fetch-Site: \(value.shortened). "
                + "Publish from a server, without that header."
        case .host(let value):
            "The control port is not known as \(value.shortened). Address it as localhost or by its IP address, "
                + "or add the name to control_hosts."
        }
    }
}

extension FieldName {
    /// The field by which browsers say how the page and the server are related.
    static let secFetchSite: FieldName = "sec-fetch-site"
}

extension String {
    /// At most 100 characters: enough to recognise a value in an answer or a log line.
    fileprivate var shortened: String { self.count <= 100 ? self : self.prefix(100) + "..." }
}
