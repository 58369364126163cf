/// How much is logged, for the whole process and for single parts of it (reference: behaviour 2.1).
package struct LogLevels: Sendable, Hashable, CustomStringConvertible {
    /// How much is logged; every level includes those before it.
    package enum Level: Int, Sendable, CaseIterable {
        /// What an operator must act on.
        case error = 0
        /// What an operator should look at.
        case warning = 1
        /// One line per request.
        case info = 2
        /// The decisions about each request.
        case debug = 3
        /// Everything.
        case trace = 4
    }

    /// A part of the process, with the name that Pushpin gives to the process that does its work.
    package enum Service: String, Sendable, CaseIterable {
        /// Client connections.
        case connectionManager = "connmgr"
        /// Requests and origins.
        case proxy = "proxy"
        /// Holds and publishing.
        case handler = "handler"
    }

    /// The level of every part that has none of its own.
    package var overall: Level
    /// The parts with a level of their own.
    package var services: [Service: Level]

    /// By default requests are logged, their details are not.
    package init(overall: Level = .info, services: [Service: Level] = [:]) {
        self.overall = overall
        self.services = services
    }

    /// The level of one part.
    package func level(of service: Service) -> Level {
        self.services[service] ?? self.overall
    }

    /// The form that the configuration takes.
    package var description: String {
        let parts = Service.allCases.compactMap { service in
            self.services[service].map { "\(service.rawValue):\($0.rawValue)" }
        }
        return (["\(self.overall.rawValue)"] + parts).joined(separator: ",")
    }
}
