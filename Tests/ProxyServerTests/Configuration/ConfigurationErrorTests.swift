import Testing

@testable import ProxyServer

/// Each kind of bad input with the one line it ends with.
@Suite struct ConfigurationErrorTests {
    /// A line of a section, the column the error points to, and the rest of the message.
    @Test(arguments: [
        // Names.
        ("runner", "http_prot=1", 1, "unknown key \"http_prot\" in [runner]; did you mean http_port?"),
        ("runner", "HTTP_PORT=1", 1, "unknown key \"HTTP_PORT\" in [runner]; did you mean http_port?"),
        ("proxy", "http_port=1", 1, "unknown key \"http_port\" in [proxy]; it belongs in [runner]"),
        (
            "runner", "prometheus_port=1", 1,
            "unknown key \"prometheus_port\" in [runner]; it belongs in [proxy] or [handler]"
        ),
        ("handler", "sig_kye=x", 1, "unknown key \"sig_kye\" in [handler]; did you mean sig_key in [proxy]?"),
        (
            "runner", "colour=red", 1,
            "unknown key \"colour\" in [runner]; remove it, or see docs/configuration.md for the keys there are"
        ),
        (
            "handler", "zurl=1", 1,
            "unknown key \"zurl\" in [handler]; remove it, or see docs/configuration.md for the keys there are"
        ),
        // Addresses.
        ("runner", "http_port=abc", 11, "http_port: \"abc\" is not an [ADDR:]PORT; \(ListenAddress.suggestion)"),
        ("runner", "http_port=65536", 11, "http_port: \"65536\" is not an [ADDR:]PORT; \(ListenAddress.suggestion)"),
        ("runner", "http_port=-1", 11, "http_port: \"-1\" is not an [ADDR:]PORT; \(ListenAddress.suggestion)"),
        (
            "runner", "http_port=80, 1.2.3:4", 15,
            "http_port: \"1.2.3:4\" is not an [ADDR:]PORT; \(ListenAddress.suggestion)"
        ),
        ("runner", "http_port=::1:80", 11, "http_port: \"::1:80\" is not an [ADDR:]PORT; \(ListenAddress.suggestion)"),
        (
            "runner", "http_port=[::g]:80", 11,
            "http_port: \"[::g]:80\" is not an [ADDR:]PORT; \(ListenAddress.suggestion)"
        ),
        (
            "runner", "http_port=\"80,81\"", 11,
            "http_port: \"80,81\" is not an [ADDR:]PORT; write the list without quotes"
        ),
        (
            "runner", "http_port=7999 # plain", 11,
            "http_port: \"7999 # plain\" is not an [ADDR:]PORT; put the comment on a line of its own"
        ),
        ("runner", "http_port=", 11, "no server ports configured; set http_port, https_ports or local_ports"),
        (
            "runner", "local_ports=unix:", 13,
            "local_ports: \"unix:\" is not a socket path; write PATH or unix:PATH?mode=OCTAL&user=NAME&group=NAME"
        ),
        (
            "runner", "local_ports=/a?mode=999", 13,
            "local_ports: \"/a?mode=999\" is not a socket path; write PATH or unix:PATH?mode=OCTAL&user=NAME&group=NAME"
        ),
        (
            "handler", "push_in_http_addr=a b", 19,
            "push_in_http_addr: \"a b\" is not an address; write an IP address or a host name, without a port"
        ),
        (
            "handler", "push_in_http_addr=127.0.0.1:80", 19,
            "push_in_http_addr: \"127.0.0.1:80\" is not an address; write an IP address or a host name, without a port"
        ),
        (
            "handler", "push_in_http_port=x", 19,
            "push_in_http_port: \"x\" is not a port; write a number from 1 to 65535, or nothing for off"
        ),
        (
            "handler", "push_in_spec=127.0.0.1:5560", 14,
            "push_in_spec: \"127.0.0.1:5560\" is not a ZeroMQ address; write tcp://ADDR:PORT or ipc://PATH"
        ),
        (
            "handler", "prometheus_port=ipc://", 17,
            "prometheus_port: \"ipc://\" is not an [ADDR:]PORT or ipc://PATH; write 9100, 127.0.0.1:9100 or ipc:///run/metrics"
        ),
        (
            "handler", "prometheus_port=x", 17,
            "prometheus_port: \"x\" is not an [ADDR:]PORT or ipc://PATH; write 9100, 127.0.0.1:9100 or ipc:///run/metrics"
        ),
        // Numbers.
        (
            "runner", "client_maxconn=many", 16,
            "client_maxconn: \"many\" is not an integer; write a whole number from 1 to 100000000"
        ),
        (
            "runner", "client_maxconn=0", 16,
            "client_maxconn: \"0\" is not an integer; write a whole number from 1 to 100000000"
        ),
        (
            "runner", "client_buffer_size=8x", 20,
            "client_buffer_size: \"8x\" is not a number of bytes; write a number from 512 to 16777216, or one with k, m or g"
        ),
        (
            "runner", "client_queue_bytes=99999999999999999999", 20,
            "client_queue_bytes: \"99999999999999999999\" is not a number of bytes; write a number from 1024 to 1099511627776, or one with k, m or g"
        ),
        (
            "runner", "client_idle_timeout=0", 21,
            "client_idle_timeout: \"0\" is not a number of seconds; write a number above 0, or one with a unit: 500ms, 10s, 2m, 1h"
        ),
        (
            "handler", "message_wait=soon", 14,
            "message_wait: \"soon\" is not a number of milliseconds; write a number, or one with a unit: 500ms, 10s, 2m, 1h"
        ),
        (
            "handler", "message_rate=-2", 14,
            "message_rate: \"-2\" is not an integer; write a number, or -1 for no limit"
        ),
        (
            "proxy", "max_open_requests=-2", 19,
            "max_open_requests: \"-2\" is not an integer; write a number, or -1 for that of client_maxconn"
        ),
        (
            "handler", "ipc_file_mode=888", 15,
            "ipc_file_mode: \"888\" is not an octal mode; write octal digits, such as 660"
        ),
        (
            "global", "port_offset=x", 13,
            "port_offset: \"x\" is not an integer; write a whole number from -65535 to 65535"
        ),
        (
            "global", "port_offset=60000", 13,
            "push_in_http_port 5561 moved by 60000 is 65561, which is no port; ports go from 1 to 65535"
        ),
        // Words and rules.
        ("proxy", "debug=maybe", 7, "debug: \"maybe\" is not a boolean; write true or false"),
        (
            "proxy", "set_x_forwarded_protocol=both", 26,
            "set_x_forwarded_protocol: \"both\" is not a boolean or proto-only; write true, proto-only or false"
        ),
        (
            "proxy", "x_forwarded_for=append, truncate:x", 25,
            "x_forwarded_for: \"truncate:x\" is not a rule; write truncate:N, append or both, separated by a comma"
        ),
        (
            "proxy", "orig_headers_need_mark=A, B:", 27,
            "orig_headers_need_mark: \"B:\" is not a header name; separate names with commas"
        ),
        ("proxy", #"cdn_loop=a\nb"#, 10, "cdn_loop: \"a?b\" is not a header text; use printable ASCII characters"),
        (
            "runner", "log_level=loud", 11,
            "log_level: \"loud\" is not a log level; write 0 to 4, or a part with a level such as proxy:3"
        ),
        (
            "runner", "log_level=2,prxy:3", 13,
            "log_level: \"prxy\" is no part with a log level; write connmgr, proxy or handler before the colon"
        ),
        ("handler", "stats_format=xml", 14, "stats_format: \"xml\" is not a format; write tnetstring or json"),
        ("proxy", "routesfile=", 12, "routesfile: \"\" is not a path; name a file or directory"),
        (
            "handler", "control_key=", 13,
            "control_key: the key is empty, so everyone could publish; give a key, or remove the setting to allow that"
        ),
        (
            "handler", "control_hosts=a.example, http://b", 26,
            "control_hosts: \"http://b\" is not a host; write names or IP addresses, without ports"
        ),
        // Lines.
        ("runner", "http_port 7999", 1, "\"http_port\" has no =; write key=value, or # before a comment"),
        (
            "runner", "log_level=\"2", 11,
            "the quoted text has no end; close it with \", or write \\\" for the character"
        ),
    ])
    func badLineOfAFileIsNamed(section: String, line: String, column: Int, message: String) {
        let fixture = ConfigurationFixture(file: "# first\n[\(section)]\n\(line)\n")
        #expect(fixture.errorLine() == "/etc/holdfast/pushpin.conf:3:\(column): \(message)")
    }

    /// A section header and the message about it.
    @Test(arguments: [
        ("[Proxy]", "unknown section [Proxy]; did you mean [proxy]?"),
        ("[prxoy]", "unknown section [prxoy]; did you mean [proxy]?"),
        ("[limits]", "unknown section [limits]; the sections are [global], [runner], [proxy] and [handler]"),
    ])
    func unknownSectionIsNamed(header: String, message: String) {
        let fixture = ConfigurationFixture(file: "\(header)\nkey=value\n")
        #expect(fixture.errorLine() == "/etc/holdfast/pushpin.conf:1:1: \(message)")
    }

    /// A variable, its value, and the message about it.
    @Test(arguments: [
        ("HOLDFAST_HTTP_PORT", "abc", "\"abc\" is not an [ADDR:]PORT; \(ListenAddress.suggestion)"),
        ("HOLDFAST_DEBUG", "maybe", "\"maybe\" is not a boolean; write true or false"),
        ("HOLDFAST_HTTP_PROT", "1", "unknown variable; did you mean HOLDFAST_HTTP_PORT?"),
        ("HOLDFAST_http_port", "1", "unknown variable; did you mean HOLDFAST_HTTP_PORT?"),
        (
            "HOLDFAST_COLOUR", "1",
            "unknown variable; remove it, or see docs/configuration.md for the variables there are"
        ),
        ("HOLDFAST_", "1", "unknown variable; remove it, or see docs/configuration.md for the variables there are"),
        (
            "HOLDFAST_CONTROL_KEY", "",
            "the key is empty, so everyone could publish; give a key, or remove the setting to allow that"
        ),
        (
            "HOLDFAST_PORT_OFFSET", "65535",
            "push_in_http_port 5561 moved by 65535 is 71096, which is no port; ports go from 1 to 65535"
        ),
    ])
    func badVariableIsNamed(name: String, value: String, message: String) {
        #expect(ConfigurationFixture(environment: [name: value]).errorLine() == "\(name): \(message)")
    }

    /// A change to the command line, and the message about it.
    @Test(arguments: [
        ("--port", "x", "\"x\" is not an [ADDR:]PORT; \(ListenAddress.suggestion)"),
        ("--port", "80,81", "\"80,81\" is not an [ADDR:]PORT; \(ListenAddress.suggestion)"),
        ("--id", "one", "\"one\" is not an instance id; write a whole number from 0 to 6553"),
        ("--id", "-1", "\"-1\" is not an instance id; write a whole number from 0 to 6553"),
        ("--id", "6553", "push_in_http_port 5561 moved by 65530 is 71091, which is no port; ports go from 1 to 65535"),
        ("--loglevel", "x", "\"x\" is not a log level; write 0 to 4, or a part with a level such as proxy:3"),
        ("--loglevel", "2,x:1", "\"x\" is no part with a log level; write connmgr, proxy or handler before the colon"),
    ])
    func badFlagIsNamed(flag: String, value: String, message: String) {
        var fixture = ConfigurationFixture()
        switch flag {
        case "--port": fixture.overrides.port = value
        case "--id": fixture.overrides.instanceID = value
        default: fixture.overrides.logLevel = value
        }
        #expect(fixture.errorLine() == "\(flag): \(message)")
    }

    @Test func missingFileIsNamed() {
        var fixture = ConfigurationFixture()
        fixture.overrides.configurationPath = "gone.conf"
        #expect(
            fixture.errorLine()
                == "gone.conf: cannot be opened: No such file or directory; name an existing file with --config"
        )
    }

    @Test func missingIncludedFileIsNamedWithTheLineThatNamesIt() {
        let fixture = ConfigurationFixture(file: "[global]\ninclude=more.conf\n")
        #expect(
            fixture.errorLine() == "/etc/holdfast/more.conf: cannot be opened: No such file or directory; "
                + "correct include in /etc/holdfast/pushpin.conf:2:9"
        )
    }

    @Test func lineOfAnIncludedFileIsNamed() {
        var fixture = ConfigurationFixture(file: "[global]\ninclude=more.conf\n")
        fixture.files["/etc/holdfast/more.conf"] = "[proxy]\n\ndebug=maybe\n"
        #expect(
            fixture.errorLine() == "/etc/holdfast/more.conf:3:7: debug: \"maybe\" is not a boolean; write true or false"
        )
    }

    @Test func messageIsOneShortLineWhateverTheInput() throws {
        let value = String(repeating: "x\u{7F}", count: 10_000)
        let line = try #require(ConfigurationFixture(environment: ["HOLDFAST_DEBUG": "a\nb" + value]).errorLine())
        #expect(!line.contains { $0.isNewline })
        #expect(line.count < 1000)
    }

    @Test func keyNeverShowsInAMessage() throws {
        let fixture = ConfigurationFixture(file: "[proxy]\nsig_key hunter2\n")
        #expect(try #require(fixture.errorLine()).contains("hunter2") == false)
        let secret = Secret("hunter2")
        #expect("\(secret)" == "***")
        #expect(String(reflecting: secret) == "***")
        #expect(
            String(reflecting: try ConfigurationFixture(environment: ["HOLDFAST_SIG_KEY": "hunter2"]).load())
                .contains("hunter2") == false
        )
    }
}
