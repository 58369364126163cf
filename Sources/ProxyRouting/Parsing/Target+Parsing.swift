extension Target {
    /// Reads one section behind the condition (reference: behaviour 1.5).
    ///
    /// - Parameters:
    ///   - section: The target with its parameters.
    ///   - checkFile: Called with each path of `client_cert` and `client_key`; throws when the file cannot be read.
    /// - Throws: What is wrong with the target, and where.
    init(
        parsing section: RouteLineSection,
        checkFile: (_ path: String) throws(RouteFileError) -> Void
    ) throws(RouteLineError) {
        self.kind = try Kind(parsing: section)
        self.isTLS = section.has("ssl")
        self.isInsecure = section.has("insecure")
        self.trustsConnectHost = section.has("trust_connect_host")
        self.host = section.text("host").map(HostText.lowercased)
        self.isUntrusted = section.has("untrusted")
        self.subscriptions = try section.all("sub") { value in String(decoding: value, as: UTF8.self) }
            .filter { !$0.isEmpty }
        self.isWebSocketOverHTTP = section.has("over_http")
        self.isOneEvent = section.has("one_event")
        self.clientCertificatePath = try section.path("client_cert", checkFile: checkFile)
        self.clientKeyPath = try section.path("client_key", checkFile: checkFile)
    }
}

extension Target.Kind {
    /// Reads `HOST:PORT`, `[IPV6]:PORT` or `test`.
    ///
    /// The ZeroMQ forms of Pushpin, `zhttp/…` and `zhttpreq/…`, are not served and refused as a bad format.
    init(parsing section: RouteLineSection) throws(RouteLineError) {
        let value = section.value[...]
        let badFormat = RouteLineError(problem: .targetFormat, offset: section.offset)
        if value.elementsEqual("test".utf8) {
            self = .test
            return
        }
        guard !value.starts(with: "zhttp/".utf8), !value.starts(with: "zhttpreq/".utf8) else {
            throw badFormat
        }
        let host: ArraySlice<UInt8>
        let colon: Int
        if value.first == UInt8(ascii: "[") {
            guard let closing = value.firstIndex(of: UInt8(ascii: "]")), closing + 1 < value.endIndex,
                value[closing + 1] == UInt8(ascii: ":")
            else {
                throw badFormat
            }
            host = value[1..<closing]
            colon = closing + 1
            guard Self.looksLikeIPv6(host) else {
                throw badFormat
            }
        } else {
            guard let first = value.firstIndex(of: UInt8(ascii: ":")), first > 0 else {
                throw badFormat
            }
            host = value[..<first]
            colon = first
        }
        guard let port = Int(String(decoding: value[(colon + 1)...], as: UTF8.self)), (1...65_535).contains(port) else {
            // Without any port there is no byte to point at, so point at the colon.
            let offset = section.offset(ofValueByte: colon + 1 < value.endIndex ? colon + 1 : colon)
            throw RouteLineError(problem: .targetPort, offset: offset)
        }
        self = .origin(host: String(decoding: host, as: UTF8.self), port: port)
    }

    /// Whether only characters of an IPv6 address stand before the zone, if there is one (RFC 4291 2.2, RFC 4007 11.2).
    private static func looksLikeIPv6(_ host: ArraySlice<UInt8>) -> Bool {
        let address = host.prefix { $0 != UInt8(ascii: "%") }
        return address.contains(UInt8(ascii: ":"))
            && address.allSatisfy { byte in
                switch byte {
                case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "a")...UInt8(ascii: "f"),
                    UInt8(ascii: "A")...UInt8(ascii: "F"), UInt8(ascii: ":"), UInt8(ascii: "."):
                    true
                default:
                    false
                }
            }
    }
}

extension RouteLineSection {
    /// The value of a parameter that names a file, once the file has been checked.
    fileprivate func path(
        _ name: StaticString,
        checkFile: (_ path: String) throws(RouteFileError) -> Void
    ) throws(RouteLineError) -> String? {
        guard let parameter = last(name) else {
            return nil
        }
        let path = String(decoding: parameter.value, as: UTF8.self)
        do throws(RouteFileError) {
            try checkFile(path)
        } catch {
            throw RouteLineError(problem: error.problem(path: path), offset: parameter.offset)
        }
        return path
    }
}
