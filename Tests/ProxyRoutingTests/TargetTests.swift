import ProxyRouting
import Testing

/// Targets and their parameters, and their order: reference, behaviour 1.5 and 1.6.
struct TargetTests {
    private func target(_ section: String) throws -> Target {
        try #require(RouteTable(parsing: "* \(section)").routes.first?.targets.first)
    }

    @Test(arguments: [
        ("localhost:80", Target.Kind.origin(host: "localhost", port: 80), "localhost:80"),
        ("127.0.0.1:65535", .origin(host: "127.0.0.1", port: 65535), "127.0.0.1:65535"),
        ("App.Internal:1", .origin(host: "App.Internal", port: 1), "App.Internal:1"),
        ("[::1]:8000", .origin(host: "::1", port: 8000), "[::1]:8000"),
        ("[2001:DB8::7]:443,ssl", .origin(host: "2001:DB8::7", port: 443), "[2001:DB8::7]:443"),
        ("[::ffff:127.0.0.1]:80", .origin(host: "::ffff:127.0.0.1", port: 80), "[::ffff:127.0.0.1]:80"),
        ("[fe80::1%eth0]:80", .origin(host: "fe80::1%eth0", port: 80), "[fe80::1%eth0]:80"),
        ("test", .test, "test"),
        (#""test""#, .test, "test"),
        ("test:80", .origin(host: "test", port: 80), "test:80"),
    ])
    func addressIsReadAndPrintedAsInMessages(section: String, kind: Target.Kind, description: String) throws {
        let target = try target(section)
        #expect(target.kind == kind)
        #expect(target.description == description)
    }

    @Test func targetWithoutParametersHasTheDefaults() throws {
        let target = try target("localhost:80")
        #expect(!target.isTLS && !target.isInsecure && !target.trustsConnectHost && !target.isUntrusted)
        #expect(!target.isWebSocketOverHTTP && !target.isOneEvent)
        #expect(target.host == nil && target.subscriptions.isEmpty)
        #expect(target.clientCertificatePath == nil && target.clientKeyPath == nil)
    }

    @Test func everyFlagSetsItsOwnProperty() throws {
        #expect(try target("h:1,ssl").isTLS)
        #expect(try target("h:1,insecure").isInsecure)
        #expect(try target("h:1,trust_connect_host").trustsConnectHost)
        #expect(try target("h:1,untrusted").isUntrusted)
        #expect(try target("h:1,over_http").isWebSocketOverHTTP)
        #expect(try target("h:1,one_event").isOneEvent)
    }

    @Test(arguments: ["h:1,ssl=no", "h:1,ssl=yes", "h:1,ssl="])
    func flagIsOnWhateverItsValue(section: String) throws {
        #expect(try target(section).isTLS)
    }

    @Test func hostIsLowerCased() throws {
        #expect(try target("h:1,host=Target.Example:81").host == "target.example:81")
    }

    @Test func subscriptionsMayRepeatAndEmptyOnesAreIgnored() throws {
        #expect(try target("h:1,sub=a,sub=,sub=b,sub").subscriptions == ["a", "b"])
        #expect(try target(#"h:1,sub="a b""#).subscriptions == ["a b"])
    }

    @Test func certificateFilesAreNamed() throws {
        let target = try target("h:1,ssl,client_cert=a.crt,client_key=b.key")
        #expect(target.clientCertificatePath == "a.crt" && target.clientKeyPath == "b.key")
    }

    @Test func unknownParametersAreIgnored() throws {
        #expect(try target("h:1,ipc_file_mode=777,whatever=1,x").description == "h:1")
    }

    @Test func targetsStayInTheOrderOfTheLineWithTheirOwnParameters() throws {
        let route = try #require(RouteTable(parsing: "* a:1,ssl b:2 test c:3,over_http").routes.first)
        #expect(route.targets.map(\.description) == ["a:1", "b:2", "test", "c:3"])
        #expect(route.targets.map(\.isTLS) == [true, false, false, false])
        #expect(route.targets.map(\.isWebSocketOverHTTP) == [false, false, false, true])
    }
}
