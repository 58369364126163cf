import ProxyFanout
import Testing

@testable import ProxyServer

/// Files that run with Pushpin today load as they are.
@Suite struct ShippedFilesTests {
    /// What a generated file of the Fastly command line says (reference: design, "invoked as pushpin").
    private static let generatedFile = """
        [global]
        include={libdir}/internal.conf
        rundir=/tmp/pushpin-1
        ipc_prefix=
        port_offset=0
        stats_connection_ttl=120
        stats_connection_send=true

        [runner]
        services=connmgr,proxy,handler
        http_port=7677
        #https_ports=443
        logdir=/tmp/pushpin-logs
        log_level=2
        client_buffer_size=8192
        client_maxconn=50000
        allow_compression=false
        mongrel2_bin=mongrel2

        [proxy]
        routesfile=/tmp/pushpin-routes-1
        accept_pushpin_route=true
        # example: "truncate:0,append"
        x_forwarded_for=
        updates_check=report
        organization_name=

        [handler]
        push_in_spec=tcp://127.0.0.1:5562
        push_in_http_addr=0.0.0.0
        push_in_http_port=5561
        push_in_http_max_body_size=65536
        stats_spec=ipc://{rundir}/{ipc_prefix}stats
        command_spec=tcp://127.0.0.1:5564
        message_rate=2500
        message_hwm=25000
        #message_block_size=
        update_on_first_subscription=true
        """

    @Test func generatedFileLoads() throws {
        var fixture = ConfigurationFixture(file: Self.generatedFile)
        fixture.overrides.isVerbose = true
        let configuration = try fixture.load()
        #expect(configuration.listeners.plain == [ListenAddress(host: "0.0.0.0", port: 7677)])
        #expect(configuration.control.address == ListenAddress(host: "0.0.0.0", port: 5561))
        #expect(configuration.routes.source == .file("/tmp/pushpin-routes-1"))
        #expect(configuration.proxying.acceptsPushpinRoute)
        #expect(configuration.publishing.updatesOnFirstSubscription)
        #expect(configuration.messaging.statistics == [.other("ipc:///tmp/pushpin-1/stats")])
        #expect(configuration.logging.levels.overall == .debug)
        #expect(configuration.limits.controlBodyBytes == 65_536)
        #expect(configuration.limits.itemsPerSecond == 0)
        #expect(configuration.warnings.isEmpty)
    }

    /// What Debian's package installs; tried where it is installed.
    @Test(
        .enabled(if: FileReading.exists("/etc/pushpin/pushpin.conf")),
        arguments: ["/etc/pushpin/pushpin.conf", "/usr/lib/pushpin/internal.conf"]
    )
    func fileOfTheDebianPackageLoads(path: String) throws {
        var overrides = CommandLineOverrides()
        overrides.configurationPath = path
        let configuration = try ConfigurationLoader.system.load(overrides)
        #expect(configuration.filePath == path)
        #expect(configuration.listeners.plain == [ListenAddress(host: "0.0.0.0", port: 7999)])
    }
}
