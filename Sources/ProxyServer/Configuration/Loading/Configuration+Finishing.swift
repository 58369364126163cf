import ProxyFanout

extension Configuration {
    /// Works out what follows from several settings together, and checks them against each other.
    mutating func finish(
        _ settings: RawSettings,
        overrides: CommandLineOverrides,
        fileExists: (String) -> Bool
    ) throws(ConfigurationError) {
        self.process.instanceID = overrides.instanceID.flatMap { Int($0) }
        try self.finishListeners(settings)
        try self.shiftPorts(settings)
        self.finishLimits()
        self.finishRoutes(settings, overrides: overrides, fileExists: fileExists)
        self.warnAboutQuotedRules(settings)
    }

    private mutating func finishListeners(_ settings: RawSettings) throws(ConfigurationError) {
        self.listeners.certificateDirectory = self.resolve("runner/certs")
        // The default port is for those who name none; who wants only TLS or only a local socket gets only that.
        if settings[.runner, "http_port"] == nil, !(self.listeners.secure.isEmpty && self.listeners.unix.isEmpty) {
            self.listeners.plain = []
        }
        if self.listeners.plain.isEmpty && self.listeners.secure.isEmpty && self.listeners.unix.isEmpty {
            let source = settings[.runner, "http_port"]?.source ?? .builtIn
            throw ConfigurationError(
                source,
                "no server ports configured",
                suggestion: "set http_port, https_ports or local_ports"
            )
        }
        try self.checkForPortsListedTwice(settings)
    }

    /// Refuses a port that is listed twice, which would look as if another process had taken it.
    private func checkForPortsListedTwice(_ settings: RawSettings) throws(ConfigurationError) {
        var seen: Set<ListenAddress> = []
        for (key, addresses) in [("http_port", self.listeners.plain), ("https_ports", self.listeners.secure)] {
            for address in addresses where address.port > 0 && !seen.insert(address).inserted {
                throw ConfigurationError(
                    settings[.runner, key]?.source ?? .builtIn,
                    "\(key) has \(address), which is listed already",
                    suggestion: "a port speaks either HTTP or TLS, once"
                )
            }
        }
    }

    /// Adds `port_offset` where it counts: the control port and the ZeroMQ addresses, but not the ports of clients.
    private mutating func shiftPorts(_ settings: RawSettings) throws(ConfigurationError) {
        if let port = self.control.port, port > 0 {
            self.control.port = try self.shifted(port, "push_in_http_port", settings)
        }
        self.messaging.pull = try self.shifted(self.messaging.pull, "push_in_spec", settings)
        self.messaging.subscribe = try self.shifted(self.messaging.subscribe, "push_in_sub_specs", settings)
        self.messaging.statistics = try self.shifted(self.messaging.statistics, "stats_spec", settings)
        self.messaging.command = try self.shifted(self.messaging.command, "command_spec", settings)
        self.messaging.state = try self.shifted(self.messaging.state, "state_spec", settings)
    }

    private func shifted(
        _ specs: [SocketSpec],
        _ key: String,
        _ settings: RawSettings
    ) throws(ConfigurationError) -> [SocketSpec] {
        let substitutions = Substitutions(
            libraryDirectory: self.process.libraryDirectory,
            runDirectory: self.process.runDirectory,
            socketPrefix: self.process.socketPrefix
        )
        var result: [SocketSpec] = []
        for spec in specs {
            switch spec {
            case .tcp(let host, let port):
                result.append(.tcp(host: host, port: try self.shifted(port, key, settings)))
            case .other(let text):
                // The default of stats_spec is the only text that was not read from anywhere.
                result.append(.other(substitutions.apply(to: text)))
            }
        }
        return result
    }

    private func shifted(_ port: Int, _ key: String, _ settings: RawSettings) throws(ConfigurationError) -> Int {
        let sum = port + self.process.portOffset
        guard 1...65_535 ~= sum else {
            throw ConfigurationError(
                settings[.global, "port_offset"]?.source ?? settings[.handler, key]?.source ?? .builtIn,
                "\(key) \(port) moved by \(self.process.portOffset) is \(sum), which is no port",
                suggestion: "ports go from 1 to 65535"
            )
        }
        return sum
    }

    private mutating func finishLimits() {
        let wanted = self.proxying.openRequestLimit
        let most = self.limits.clientConnections
        self.limits.openRequests = wanted < 0 ? most : min(wanted, most)
        // Pushpin ships 2500 and 25000, counts deliveries and drops silently what is over; here they are no limit.
        let shipped = Publishing()
        let isShipped =
            self.publishing.messageRate == shipped.messageRate
            && self.publishing.messageHighWaterMark == shipped.messageHighWaterMark
        self.limits.itemsPerSecond = isShipped ? 0 : max(0, self.publishing.messageRate)
        self.limits.queuedItems = isShipped ? 0 : max(0, self.publishing.messageHighWaterMark)
    }

    private mutating func finishRoutes(
        _ settings: RawSettings,
        overrides: CommandLineOverrides,
        fileExists: (String) -> Bool
    ) {
        let path = self.resolve(self.routes.fileName)
        if !overrides.routes.isEmpty {
            self.routes.source = .lines(overrides.routes)
        } else if self.filePath != nil || settings[.proxy, "routesfile"] != nil || fileExists(path) {
            self.routes.source = .file(path)
        }
    }

    private mutating func warnAboutQuotedRules(_ settings: RawSettings) {
        for key in ["x_forwarded_for", "x_forwarded_for_trusted"] {
            guard let setting = settings[.proxy, key],
                let item = setting.value.items.first(where: \.hasNoEffectBecauseQuoted)
            else {
                continue
            }
            let source = setting.source.at(column: item.column)
            self.warnings.append("\(source): \(key) has no effect; write \(item.text) without quotes")
        }
    }
}
