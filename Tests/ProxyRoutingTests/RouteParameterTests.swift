import ProxyRouting
import Testing

/// Every parameter of a condition: reference, behaviour 1.4.
struct RouteParameterTests {
    private func route(_ parameters: String) throws -> Route {
        try #require(RouteTable(parsing: "*,\(parameters) localhost:80").routes.first)
    }

    @Test func routeWithoutParametersHasTheDefaults() throws {
        let route = try #require(RouteTable(parsing: "* localhost:80").routes.first)
        #expect(route.signatureIssuer == nil && route.signatureKey == nil)
        #expect(route.channelPrefix == "" && route.asHost == nil)
        #expect(route.removedPathByteCount == 0 && route.pathPrepend.isEmpty)
        #expect(!route.copiesOriginalHeaders && !route.isDebug && !route.isCrossOrigin)
        #expect(!route.usesSessions && !route.isGripDisabled && !route.hasExplicitID)
        #expect(route.corsOrigins.isEmpty && route.headers.isEmpty)
        #expect(route.sockJSPath == nil && route.sockJSAsPath == nil && route.logLevel == nil)
        #expect(route.slowReaderPolicy == .close)
        #expect(route.jsonp.mode == .extended && route.jsonp.callbackParameter == "callback")
        #expect(route.jsonp.bodyParameter == nil && route.jsonp.defaultCallback == nil)
        #expect(route.jsonp.defaultMethod == "GET")
        #expect(route.condition.domain == .any && route.condition.proto == nil && route.condition.tls == nil)
        #expect(route.condition.pathPrefix.isEmpty)
    }

    @Test func conditionIsReadWhole() throws {
        let route = try route("proto=ws,ssl=yes,path_beg=/p")
        #expect(route.condition.proto == .webSocket)
        #expect(route.condition.tls == true)
        #expect(route.condition.pathPrefix == Array("/p".utf8))
    }

    @Test func idIsText() throws {
        let route = try route(#"id="my route""#)
        #expect(route.id == "my route" && route.hasExplicitID)
    }

    @Test func signatureIssuerAndKeyAreKeptAsText() throws {
        let route = try route("sig_iss=me,sig_key=file:keys/route.pem")
        #expect(route.signatureIssuer == "me")
        #expect(route.signatureKey == "file:keys/route.pem")
    }

    @Test func base64KeyKeepsItsEqualsSigns() throws {
        #expect(try route("sig_key=base64:YQ==").signatureKey == "base64:YQ==")
    }

    @Test func emptyTextMeansAbsent() throws {
        let route = try route("id=,sig_iss=,sig_key=,as_host=,prefix=,sockjs=,sockjs_as_path=,jsonp_cb=,jsonp_body=")
        #expect(route.signatureIssuer == nil && route.signatureKey == nil && route.asHost == nil)
        #expect(route.sockJSPath == nil && route.sockJSAsPath == nil)
        #expect(route.jsonp.callbackParameter == "callback" && route.jsonp.bodyParameter == nil)
    }

    @Test func prefixGoesBeforeChannelNames() throws {
        #expect(try route("prefix=pre-").channelPrefix == "pre-")
    }

    @Test(arguments: ["other.example", "OTHER.example"])
    func asHostIsLowerCased(host: String) throws {
        #expect(try route("as_host=\(host):8080").asHost == "other.example:8080")
    }

    @Test(arguments: ["debug", "debug=", "debug=true", "debug=false", "debug=0"])
    func flagIsOnWhateverItsValue(parameter: String) throws {
        #expect(try route(parameter).isDebug)
    }

    @Test func everyFlagSetsItsOwnProperty() throws {
        #expect(try route("orig_headers").copiesOriginalHeaders)
        #expect(try route("debug").isDebug)
        #expect(try route("aco").isCrossOrigin)
        #expect(try route("session").usesSessions)
        #expect(try route("no_grip").isGripDisabled)
    }

    @Test func sockJSPathsAreBytes() throws {
        let route = try route("sockjs=/sock,sockjs_as_path=/app")
        #expect(route.sockJSPath == Array("/sock".utf8))
        #expect(route.sockJSAsPath == Array("/app".utf8))
    }

    @Test(arguments: [("log_level=3", 3 as Int?), ("log_level=0", 0), ("log_level=x", nil), ("log_level", nil)])
    func logLevelIsANumber(parameter: String, expected: Int?) throws {
        #expect(try route(parameter).logLevel == expected)
    }

    @Test(arguments: [
        ("slow=close", SlowReaderPolicy.close), ("slow=drop-oldest", .dropOldest), ("slow=latest", .latest),
    ])
    func slowReaderPolicyIsOneOfThree(parameter: String, expected: SlowReaderPolicy) throws {
        #expect(try route(parameter).slowReaderPolicy == expected)
    }

    @Test(arguments: [
        ("jsonp_mode=extended", JSONPSettings.Mode.extended, "GET"),
        ("jsonp_mode=basic", .basic, "POST"),
        ("jsonp_mode=basic,jsonp_defmethod=PUT", .basic, "PUT"),
        ("jsonp_defmethod=PATCH", .extended, "PATCH"),
    ])
    func jsonpModeDecidesTheDefaultMethod(parameters: String, mode: JSONPSettings.Mode, method: String) throws {
        let jsonp = try route(parameters).jsonp
        #expect(jsonp.mode == mode && jsonp.defaultMethod == method)
    }

    @Test func jsonpNamesAreText() throws {
        let jsonp = try route("aco,jsonp_cb=cb,jsonp_body=data,jsonp_defcb=dflt").jsonp
        #expect(jsonp.callbackParameter == "cb" && jsonp.bodyParameter == "data" && jsonp.defaultCallback == "dflt")
    }

    @Test func lastOfARepeatedParameterCounts() throws {
        let route = try route("id=a,prefix=p,id=b,prefix=q")
        #expect(route.id == "b" && route.channelPrefix == "q")
    }

    @Test func headersAreInTheOrderToApplyThemWhichIsTheReverse() throws {
        let headers = try route("header=A:1,header=B:2,header=A:3").headers
        #expect(headers.map { "\($0.name):\($0.value)" } == ["A:3", "B:2", "A:1"])
    }

    @Test(arguments: [
        ("header=X-A:one", "X-A", "one"),
        (#"header="X-A: two words""#, "X-A", "two words"),
        (#"header="X-A:   trimmed on the left ""#, "X-A", "trimmed on the left "),
        ("header=X-A:", "X-A", ""),
        (#"header="X-A: ""#, "X-A", ""),
        ("header=X-A:a:b=c", "X-A", "a:b=c"),
        ("header=X-A:\tx", "X-A", "\tx"),
        ("header=X-A:é", "X-A", "é"),
    ])
    func headerIsSplitAtItsFirstColon(parameter: String, name: String, value: String) throws {
        let header = try #require(try route(parameter).headers.first)
        #expect(header.name == name && header.value == value)
    }

    @Test(arguments: [
        "https://app.example", "HTTPS://App.Example", "http://localhost:3000", "http://[::1]:3000",
        "chrome-extension://abcdef", "http://127.0.0.1",
    ])
    func crossOriginIsKeptLowerCased(origin: String) throws {
        #expect(try route("aco,aco_origins=\(origin)").corsOrigins == [origin.lowercased()])
    }

    @Test(arguments: [
        "", "*", "null", "app.example", "https://", "://app.example", "https:app.example", "https://app.example/",
        "https://app.example/path", "https://user@app.example", "https://app.example:", "https://:80",
        "https://*.example",
    ])
    func crossOriginThatNoBrowserSendsIsRefused(origin: String) {
        let table = RouteTable(parsing: "*,aco,aco_origins=\(origin) localhost:80")
        #expect(table.diagnostics.map(\.problem) == [.crossOrigin])
    }

    @Test func crossOriginsAreAsked() throws {
        let limited = try route("aco,aco_origins=https://a.example,aco_origins=https://b.example:8443")
        #expect(limited.answersCrossOrigin(from: "https://a.example"))
        #expect(limited.answersCrossOrigin(from: "https://b.example:8443"))
        #expect(!limited.answersCrossOrigin(from: "https://b.example"))
        #expect(!limited.answersCrossOrigin(from: "http://a.example"))
        #expect(!limited.answersCrossOrigin(from: "https://a.example.evil.example"))
        #expect(!limited.answersCrossOrigin(from: "null"))
        #expect(!limited.answersCrossOrigin(from: nil))
        let unlimited = try route("aco")
        #expect(unlimited.answersCrossOrigin(from: "https://c.example"))
        #expect(unlimited.answersCrossOrigin(from: nil))
    }
}
