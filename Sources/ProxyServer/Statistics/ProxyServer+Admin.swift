import Logging
import NIOCore
import NIOPosix
import ProxyAdmin
import ProxyFanout
import ProxySessions

/// Opens the ports for an operator's tools.
extension ProxyServer {
    /// The ports that are set.
    func makeAdminPorts(
        group: MultiThreadedEventLoopGroup,
        metrics: ProcessMetrics,
        statistics: StatisticsHub?,
        logger: Logger
    ) -> AdminPorts {
        var ports = AdminPorts()
        // The lines of its library are of no use to an operator.
        var quiet = logger
        quiet.logLevel = .critical
        if let address = self.configuration.statistics.admin {
            ports.add(address, key: "admin_port") { toolAddress, opened in
                AdminServer.make(
                    toolAddress,
                    state: metrics.state,
                    group: group,
                    logger: quiet,
                    opened: opened,
                    metrics: { try await metrics.text() }
                )
            }
        }
        let settings = self.configuration.statistics
        let endpoints = [
            (settings.prometheus, settings.prometheusPrefix, "[handler] prometheus_port", true),
            (settings.proxyPrometheus, settings.proxyPrometheusPrefix, "[proxy] prometheus_port", false),
        ]
        for (address, prefix, key, hasMessages) in endpoints {
            guard let address, let statistics else { continue }
            ports.add(address, key: key) { toolAddress, opened in
                PrometheusEndpoint.make(toolAddress, group: group, logger: quiet, opened: opened) {
                    statistics.metrics(hasMessages: hasMessages).text(prefix: prefix)
                }
            }
        }
        return ports
    }
}
