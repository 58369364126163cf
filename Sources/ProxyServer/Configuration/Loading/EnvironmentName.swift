/// The names of the environment variables that make settings.
enum EnvironmentName {
    /// What all of them begin with.
    static let prefix = "HOLDFAST_"

    /// The setting of a variable, or `nil`.
    static func key(of name: String) -> KeyName? {
        let key = name.dropFirst(Self.prefix.count)
        guard key.allSatisfy({ $0.isASCII && !$0.isLowercase }) else {
            return nil
        }
        return ConfigurationKeys.environmentOwner(of: key.lowercased())
    }

    /// What an unknown variable may have meant.
    static func suggestion(for name: String) -> String {
        let names = ConfigurationKeys.all.compactMap(\.environmentName)
        if let similar = Similarity.best(for: name.uppercased(), among: names) {
            return "did you mean \(similar)?"
        }
        return "remove it, or see docs/configuration.md for the variables there are"
    }

    /// Whether a variable is one that Kubernetes sets in every container because a service has a name like ours.
    ///
    /// A service called `holdfast` brings `HOLDFAST_SERVICE_HOST`, `HOLDFAST_SERVICE_PORT`, `HOLDFAST_PORT` and
    /// `HOLDFAST_PORT_7999_TCP_ADDR`, one called `holdfast-http` even `HOLDFAST_HTTP_PORT=tcp://…`. Nobody wrote them,
    /// so they are passed over.
    static func isServiceLink(_ name: String, value: String) -> Bool {
        if name.hasSuffix("_SERVICE_HOST") || name.contains("_SERVICE_PORT") {
            return true
        }
        let isAddress = ["tcp://", "udp://", "sctp://"].contains { value.hasPrefix($0) }
        if name.hasSuffix("_PORT"), isAddress {
            return true
        }
        let words = name.split(separator: "_")
        return words.indices.dropLast(2).contains { index in
            words[index] == "PORT" && words[index + 1].allSatisfy(\.isNumber)
                && ["TCP", "UDP", "SCTP"].contains(words[index + 2])
        }
    }
}
