import NIOCore
import ProxyFanout
import ProxySessions
import Testing

@testable import ProxyServer

/// Where settings come from and which one wins.
@Suite struct ConfigurationLoaderTests {
    @Test func nothingConfiguredIsAProxyThatRuns() throws {
        let configuration = try ConfigurationFixture().load()
        #expect(configuration.filePath == nil)
        #expect(configuration.listeners.plain == [ListenAddress(host: "0.0.0.0", port: 7999)])
        #expect(configuration.control.address == ListenAddress(host: "127.0.0.1", port: 5561))
        #expect(configuration.routes.source == .lines(["* test"]))
        #expect(configuration.signing.usesShippedKey)
        #expect(configuration.publishing.updatesOnFirstSubscription == false)
        #expect(configuration.limits.itemsPerSecond == 0)
        #expect(configuration.warnings.isEmpty)
        #expect(configuration.settingsWithoutEffect.isEmpty)
    }

    /// Which of flag, environment and file is given, and the port that must come out.
    @Test(arguments: [
        (flag: "1", environment: "2", file: "3", port: 1, source: "--port"),
        (flag: nil, environment: "2", file: "3", port: 2, source: "HOLDFAST_HTTP_PORT"),
        (flag: nil, environment: nil, file: "3", port: 3, source: "/etc/holdfast/pushpin.conf:2:11"),
        (flag: "1", environment: nil, file: "3", port: 1, source: "--port"),
        (flag: "1", environment: nil, file: nil, port: 1, source: "--port"),
        (flag: nil, environment: "2", file: nil, port: 2, source: "HOLDFAST_HTTP_PORT"),
        (flag: nil, environment: nil, file: nil, port: 7999, source: "default"),
    ])
    func flagsWinOverEnvironmentOverFileOverDefaults(
        flag: String?,
        environment: String?,
        file: String?,
        port: Int,
        source: String
    ) throws {
        var fixture = ConfigurationFixture(file: file.map { "[runner]\nhttp_port=\($0)" })
        fixture.environment["HOLDFAST_HTTP_PORT"] = environment
        fixture.overrides.port = flag
        let configuration = try fixture.load()
        #expect(configuration.listeners.plain == [ListenAddress(host: "0.0.0.0", port: port)])
        #expect(configuration.provenance.source(of: KeyName(.runner, "http_port")).description == source)
    }

    @Test func lastOfRepeatedKeysWins() throws {
        let fixture = ConfigurationFixture(file: "[proxy]\nsig_iss=a\nsig_iss=b\n[runner]\n[proxy]\nsig_iss=c\n")
        #expect(try fixture.load().signing.issuer == "c")
    }

    @Test func fileIsFoundInTheOrderOfTheReference() throws {
        var fixture = ConfigurationFixture()
        for path in ConfigurationLoader.searchedPaths.reversed() {
            fixture.files[path] = "[proxy]\nsig_iss=\(path)\n"
            let configuration = try fixture.load()
            #expect(configuration.signing.issuer == path)
            #expect(configuration.filePath == path)
        }
        fixture.files["named.conf"] = "[proxy]\nsig_iss=named\n"
        fixture.overrides.configurationPath = "named.conf"
        #expect(try fixture.load().signing.issuer == "named")
    }

    /// A configuration file, a name in it, and the path that the name means.
    @Test(arguments: [
        ("/etc/pushpin/pushpin.conf", "routes", "/etc/pushpin/routes", "/etc/pushpin/runner/certs"),
        ("pushpin.conf", "routes", "routes", "runner/certs"),
        ("config/pushpin.conf", "sub/routes", "config/sub/routes", "config/runner/certs"),
        ("/pushpin.conf", "routes", "/routes", "/runner/certs"),
        ("a/b.conf", "/abs/routes", "/abs/routes", "a/runner/certs"),
    ])
    func namesAreRelativeToTheFile(path: String, name: String, routes: String, certificates: String) throws {
        var fixture = ConfigurationFixture()
        fixture.files[path] = "[proxy]\nroutesfile=\(name)\n"
        fixture.overrides.configurationPath = path
        let configuration = try fixture.load()
        #expect(configuration.routes.source == .file(routes))
        #expect(configuration.listeners.certificateDirectory == certificates)
    }

    @Test func routesOfTheCommandLineReplaceTheFile() throws {
        var fixture = ConfigurationFixture(file: "[proxy]\nroutesfile=routes\n")
        fixture.overrides.routes = ["a.example localhost:80", "* test"]
        #expect(try fixture.load().routes.source == .lines(["a.example localhost:80", "* test"]))
    }

    @Test func routesFileInTheWorkingDirectoryIsUsedWithoutConfiguration() throws {
        var fixture = ConfigurationFixture()
        fixture.files["routes"] = "* test"
        #expect(try fixture.load().routes.source == .file("routes"))
        let fromEnvironment = ConfigurationFixture(environment: ["HOLDFAST_ROUTESFILE": "/srv/routes"])
        #expect(try fromEnvironment.load().routes.source == .file("/srv/routes"))
    }

    @Test func includedFileGivesWhatTheMainFileLeavesOut() throws {
        var fixture = ConfigurationFixture(
            file: "[global]\nlibdir=/opt/lib\ninclude={libdir}/more.conf\n[proxy]\nsig_iss=main\n"
        )
        fixture.files["/opt/lib/more.conf"] = "[proxy]\nsig_iss=more\nsig_key=k\nhandler_inspect_spec=ipc://x\n"
        let configuration = try fixture.load()
        #expect(configuration.signing.issuer == "main")
        #expect(configuration.signing.key == Secret("k"))
        let source = configuration.provenance.source(of: KeyName(.proxy, "sig_key"))
        #expect(source == .file(path: "/opt/lib/more.conf", line: 3, column: 9))
    }

    @Test func includedFileComesAfterEnvironmentAndFlags() throws {
        var fixture = ConfigurationFixture(file: "[global]\ninclude=more.conf\n")
        fixture.files["/etc/holdfast/more.conf"] = "[proxy]\nsig_iss=more\n[runner]\nhttps_ports=443\n"
        fixture.environment["HOLDFAST_SIG_ISS"] = "environment"
        #expect(try fixture.load().signing.issuer == "environment")
    }

    /// What `include` may say when Pushpin's own files are not there.
    @Test(arguments: [
        "{libdir}/internal.conf", "internal.conf", "/usr/lib/pushpin/internal.conf", "{libdir}/other.conf", "",
    ])
    func missingFilesOfPushpinAreNoError(include: String) throws {
        #expect(ConfigurationFixture(file: "[global]\ninclude=\(include)\n").errorLine() == nil)
    }

    @Test func bracesAreReplacedInValues() throws {
        let configuration = try ConfigurationFixture(
            file: """
                [global]
                rundir=/run/hf
                ipc_prefix=x-
                libdir=/lib/hf
                [runner]
                local_ports={rundir}/{ipc_prefix}server,unix:{libdir}/{other}?mode=660
                """
        ).load()
        #expect(
            configuration.listeners.unix == [
                UnixListenAddress(path: "/run/hf/x-server"),
                UnixListenAddress(path: "/lib/hf/{other}", mode: FileMode(bits: 0o660)),
            ]
        )
        #expect(configuration.messaging.statistics == [.other("ipc:///run/hf/x-stats")])
    }

    @Test func replacedTextIsNotReplacedAgain() {
        let substitutions = Substitutions(libraryDirectory: "{rundir}", runDirectory: "{libdir}", socketPrefix: "{")
        #expect(substitutions.apply(to: "{libdir}{rundir}{ipc_prefix}{x") == "{rundir}{libdir}{{x")
    }

    @Test func oldPlaceOfRundirCountsWhenTheNewOneIsEmpty() throws {
        #expect(try ConfigurationFixture(file: "[runner]\nrundir=/old").load().process.runDirectory == "/old")
        let both = ConfigurationFixture(file: "[runner]\nrundir=/old\n[global]\nrundir=/new\n")
        #expect(try both.load().process.runDirectory == "/new")
    }

    @Test func portOffsetMovesPublishPortsButNotClientPorts() throws {
        let configuration = try ConfigurationFixture(
            file: """
                [global]
                port_offset=1000
                [runner]
                http_port=8000
                [handler]
                push_in_http_port=5000
                push_in_spec=tcp://*:6000
                push_in_sub_specs=tcp://a:6001,ipc://s
                prometheus_port=7000
                """
        ).load()
        #expect(configuration.listeners.plain.map(\.port) == [8000])
        #expect(configuration.control.port == 6000)
        #expect(configuration.messaging.pull == [.tcp(host: "*", port: 7000)])
        #expect(configuration.messaging.subscribe == [.tcp(host: "a", port: 7001), .other("ipc://s")])
        #expect(configuration.messaging.command == [.tcp(host: "127.0.0.1", port: 6563)])
        #expect(configuration.statistics.prometheus == .tcp(ListenAddress(host: "0.0.0.0", port: 7000)))
    }

    @Test func instanceIDSetsOffsetAndPrefix() throws {
        var fixture = ConfigurationFixture(file: "[global]\nport_offset=1\nipc_prefix=p\n")
        fixture.overrides.instanceID = "3"
        let configuration = try fixture.load()
        #expect(configuration.process.instanceID == 3)
        #expect(configuration.process.socketPrefix == "3-")
        #expect(configuration.control.port == 5591)
        #expect(configuration.provenance.source(of: KeyName(.global, "port_offset")) == .flag("--id"))
    }

    @Test func portFlagReplacesAllClientPorts() throws {
        var fixture = ConfigurationFixture(file: "[runner]\nhttp_port=1,2\nhttps_ports=3\nlocal_ports=/s\n")
        fixture.overrides.port = "[::1]:8080"
        let listeners = try fixture.load().listeners
        #expect(listeners.plain == [ListenAddress(host: "::1", port: 8080)])
        #expect(listeners.secure.isEmpty)
        #expect(listeners.unix.isEmpty)
    }

    @Test func defaultPortIsOnlyForThoseWhoNameNone() throws {
        #expect(try ConfigurationFixture(file: "[runner]\nhttps_ports=443\n").load().listeners.plain.isEmpty)
        #expect(try ConfigurationFixture(file: "[runner]\nlocal_ports=/s\n").load().listeners.plain.isEmpty)
        #expect(try ConfigurationFixture(file: "[runner]\nlocal_ports=\n").load().listeners.plain.count == 1)
    }

    /// Rate, queue, and the limits they become; the shipped pair means none.
    @Test(arguments: [
        ("2500", "25000", 0, 0),
        ("20", "10", 20, 10),
        ("2500", "10", 2500, 10),
        ("100", "25000", 100, 25_000),
        ("-1", "-1", 0, 0),
        ("0", "10", 0, 10),
    ])
    func shippedMessageRateIsNoLimit(rate: String, queue: String, limit: Int, queueLimit: Int) throws {
        let limits = try ConfigurationFixture(
            file: "[handler]\nmessage_rate=\(rate)\nmessage_hwm=\(queue)\n"
        ).load().limits
        #expect(limits.itemsPerSecond == limit)
        #expect(limits.queuedItems == queueLimit)
    }

    /// `max_open_requests`, `client_maxconn`, and the limit they become.
    @Test(arguments: [("-1", "100", 100), ("10", "100", 10), ("1000", "100", 100), ("0", "100", 0)])
    func openRequestsAreCappedByConnections(wanted: String, connections: String, limit: Int) throws {
        let configuration = try ConfigurationFixture(
            file: "[runner]\nclient_maxconn=\(connections)\n[proxy]\nmax_open_requests=\(wanted)\n"
        ).load()
        #expect(configuration.limits.openRequests == limit)
    }

    @Test func verboseWinsOverLogLevel() throws {
        var fixture = ConfigurationFixture(file: "[runner]\nlog_level=0\n")
        fixture.overrides.logLevel = "1,proxy:4"
        #expect(try fixture.load().logging.levels == LogLevels(overall: .warning, services: [.proxy: .trace]))
        fixture.overrides.isVerbose = true
        #expect(try fixture.load().logging.levels == LogLevels(overall: .debug))
    }

    @Test func logFileIsTakenAsItIs() throws {
        var fixture = ConfigurationFixture(environment: ["HOLDFAST_LOG_FILE": "/var/log/a"])
        #expect(try fixture.load().logging.filePath == "/var/log/a")
        fixture.overrides.logFile = " a,b"
        #expect(try fixture.load().logging.filePath == " a,b")
    }

    /// Variables that a container may have without anybody having written them.
    @Test(arguments: [
        ("HOLDFAST_SERVICE_HOST", "10.0.0.1"),
        ("HOLDFAST_SERVICE_PORT", "7999"),
        ("HOLDFAST_SERVICE_PORT_HTTP", "7999"),
        ("HOLDFAST_PORT", "tcp://10.0.0.1:7999"),
        ("HOLDFAST_PORT_7999_TCP", "tcp://10.0.0.1:7999"),
        ("HOLDFAST_PORT_7999_TCP_ADDR", "10.0.0.1"),
        ("HOLDFAST_HTTP_PORT", "tcp://10.0.0.1:80"),
        ("HOLDFAST", "1"),
        ("PUSHPIN_HTTP_PORT", "x"),
    ])
    func variablesOfKubernetesServicesAreNotSettings(name: String, value: String) throws {
        let configuration = try ConfigurationFixture(environment: [name: value]).load()
        #expect(configuration.listeners.plain == Configuration().listeners.plain)
    }

    @Test func quotedListHasNoEffectAndIsToldOf() throws {
        let configuration = try ConfigurationFixture(file: "[proxy]\nx_forwarded_for=\"truncate:0,append\"\n").load()
        #expect(configuration.forwarding.forwardedFor == .keep)
        #expect(
            configuration.warnings == [
                "/etc/holdfast/pushpin.conf:2:17: x_forwarded_for has no effect; write truncate:0,append without quotes"
            ]
        )
    }

    @Test func settingsThatDoNothingYetAreListed() throws {
        let fixture = ConfigurationFixture(
            file: "[runner]\nservices=x\nhttps_ports=443\nhttp_port=1\n",
            environment: ["HOLDFAST_STATS_SPEC": "tcp://127.0.0.1:1"]
        )
        let expected = ConfigurationKeys.all.filter { key in
            key.effect == .notYet && ["https_ports", "stats_spec"].contains(key.name.name)
        }
        #expect(try fixture.load().settingsWithoutEffect == expected.map(\.name))
    }
}
