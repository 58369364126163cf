import Logging
import NIOCore
import ProxyControl
import ProxyFanout

/// What is settled before the first socket is opened.
extension ProxyServer {
    var eventLoopCount: Int {
        let wanted = self.configuration.process.eventLoopCount
        return min(wanted > 0 ? wanted : System.coreCount, ShardSet.capacity)
    }

    /// Where quiet holds wait; `nil` where there is no epoll, or where it is turned off.
    func makeParkingLot(_ logger: Logger) -> ParkingLot? {
        guard self.configuration.process.parksHolds, ParkingLot.isAvailable else { return nil }
        do throws(ParkingLotError) {
            return try ParkingLot()
        } catch {
            logger.warning("holds stay NIO channels, which take more memory", metadata: ["error": "\(error)"])
            return nil
        }
    }

    /// Says what an operator should know before it matters.
    func logSettings(_ logger: Logger) {
        let configuration = self.configuration
        if let path = configuration.filePath {
            logger.info("using config: \(path)")
        }
        for warning in configuration.warnings {
            logger.warning("\(warning)")
        }
        if !configuration.settingsWithoutEffect.isEmpty {
            let keys = configuration.settingsWithoutEffect.map { "\($0)" }.joined(separator: ", ")
            logger.info("without effect so far, see docs/differences.md: \(keys)")
        }
        if configuration.signing.usesShippedKey, configuration.listeners.isReachableFromOutside {
            logger.warning(
                "sig_key is the shipped key and a client port is not on loopback: anybody can sign requests like this proxy; set sig_key"
            )
        }
        // Two descriptors a client where every request is being proxied.
        if let files = DescriptorLimit.raise(), files < configuration.limits.clientConnections {
            logger.warning(
                "the limit on open files is \(files), below client_maxconn (\(configuration.limits.clientConnections)); raise it with ulimit -n"
            )
        }
    }

    /// What the hub needs of the configuration.
    var publishSettings: PublishSettings {
        let limits = self.configuration.limits
        let publishing = self.configuration.publishing
        var settings = PublishSettings()
        settings.itemIDLifetime = limits.itemIDLifetime
        settings.itemIDs = limits.itemIDs
        settings.itemsPerSecond = limits.itemsPerSecond
        settings.burst = limits.queuedItems
        settings.reorderingTime = publishing.reorderingTime
        settings.subscriptionLinger = publishing.subscriptionLinger
        settings.updatesOnFirstSubscription = publishing.updatesOnFirstSubscription
        return settings
    }

    /// Refuses GRIP sessions: they need a service that keeps their state, which is not supported.
    func checkSessions() throws(ProxyServerError) {
        guard !self.configuration.messaging.state.isEmpty else { return }
        throw ProxyServerError.unsupported(
            option: "state_spec",
            reason: "GRIP sessions are not supported; remove state_spec, and the session parameter from the routes"
        )
    }

    /// Who may publish, where a key is asked for.
    func controlAuthentication() throws(ProxyServerError) -> ControlAuthentication? {
        guard let key = self.configuration.control.key else { return nil }
        do throws(ControlAuthenticationError) {
            return try ControlAuthentication(keyText: key.text, issuer: self.configuration.control.issuer) { path in
                try FileReading.contents(of: self.configuration.resolve(path))
            }
        } catch {
            throw ProxyServerError.badKey(option: "control_key", reason: "\(error)")
        }
    }
}
