import NIOCore
import Testing

@testable import ProxyServer

/// What each kind of value may look like.
@Suite struct ConfigurationValueTests {
    /// A section, a line, and how the value reads when it is written again.
    @Test(arguments: [
        ("runner", "http_port", "80", "0.0.0.0:80"),
        ("runner", "http_port", "0", "0.0.0.0:0"),
        ("runner", "http_port", "127.0.0.1:80,[::1]:81, localhost:82", "127.0.0.1:80,[::1]:81,localhost:82"),
        ("runner", "local_ports", "/a,unix:/b?mode=660&user=u&group=g", "/a,unix:/b?mode=660&user=u&group=g"),
        ("runner", "local_ports", "run/server?mode=7", "unix:run/server?mode=7"),
        ("runner", "log_level", "9", "4"),
        ("runner", "log_level", "1,pushpin-proxy:3,handler:0,condure:2", "1,connmgr:2,proxy:3,handler:0"),
        ("runner", "log_level", "proxy:3", "2,proxy:3"),
        ("runner", "log_level", "3,zurl:4", "3"),
        ("runner", "client_queue_bytes", "2m", "2097152"),
        ("runner", "client_queue_bytes", "64 K", "65536"),
        ("runner", "client_header_timeout", "500ms", "500ms"),
        ("runner", "client_header_timeout", "2m", "120"),
        ("runner", "shutdown_grace", "0", "0"),
        ("proxy", "debug", "TRUE", "true"),
        ("proxy", "debug", "1", "true"),
        ("proxy", "debug", "", "false"),
        ("proxy", "set_x_forwarded_protocol", "true", "true"),
        ("proxy", "set_x_forwarded_protocol", "proto-only", "proto-only"),
        ("proxy", "set_x_forwarded_protocol", "", "false"),
        ("proxy", "x_forwarded_for", "truncate:1,append", "truncate:1,append"),
        ("proxy", "x_forwarded_for", "append", "append"),
        ("proxy", "x_forwarded_for", "\"append\"", "append"),
        ("proxy", "x_forwarded_for", "", ""),
        ("proxy", "orig_headers_need_mark", "User-Agent, X-Sensitive", "User-Agent,X-Sensitive"),
        ("proxy", "cdn_loop", "", ""),
        ("proxy", "cdn_loop", "cdn; a=1", "cdn"),
        ("proxy", "sig_key", "", ""),
        ("proxy", "sig_key", "base64:AQID==", "base64:AQID=="),
        ("proxy", "sig_key", "a, b", "a, b"),
        ("handler", "push_in_http_addr", "::1", "::1"),
        ("handler", "push_in_http_port", "", ""),
        ("handler", "push_in_http_port", "-1", ""),
        ("handler", "push_in_sub_spec", "tcp://*:5562", "tcp://*:5562"),
        ("handler", "push_in_spec", "", ""),
        ("handler", "message_block_size", "", ""),
        ("handler", "message_block_size", "-1", ""),
        ("handler", "message_wait", "1500", "1500"),
        ("handler", "message_wait", "2s", "2000"),
        ("handler", "id_cache_ttl", "60", "60"),
        ("handler", "stats_report_interval", "-1", "0"),
        ("handler", "stats_format", "json", "json"),
        ("handler", "prometheus_port", "127.0.0.1:9100", "127.0.0.1:9100"),
        ("handler", "prometheus_port", "ipc:///run/m", "ipc:///run/m"),
        ("handler", "ipc_file_mode", "770", "770"),
        ("handler", "control_hosts", "Push.Example,10.0.0.1,::1", "push.example,10.0.0.1,::1"),
    ])
    func valueIsReadAndWrittenAgain(section: String, name: String, written: String, text: String) throws {
        let configuration = try ConfigurationFixture(file: "[\(section)]\n\(name)=\(written)\n").load()
        let keyName = KeyName(try #require(KeyName.Section(rawValue: section)), name)
        let key = try #require(ConfigurationKeys.key(keyName))
        #expect(key.text(in: configuration) == text)
    }

    @Test func pluralOfTheSubscribeAddressWins() throws {
        let file = "[handler]\npush_in_sub_specs=tcp://a:1\npush_in_sub_spec=tcp://b:2\n"
        #expect(try ConfigurationFixture(file: file).load().messaging.subscribe == [.tcp(host: "a", port: 1)])
    }

    /// An address and whether other machines reach it.
    @Test(arguments: [
        ("127.0.0.1:1", true), ("127.9.9.9:1", true), ("[::1]:1", true), ("localhost:1", true),
        ("1", false), ("0.0.0.0:1", false), ("[::]:1", false), ("10.0.0.1:1", false), ("host:1", false),
    ])
    func loopbackIsRecognised(text: String, isLoopback: Bool) throws {
        #expect(try #require(ListenAddress(parsing: text)).isLoopback == isLoopback)
    }

    /// A mistyped name, and what was meant.
    @Test(arguments: [
        ("sig_kye", "sig_key"), ("sigkey", "sig_key"), ("sig_keyy", "sig_key"), ("debgu", "debug"),
        ("x", nil), ("", nil), ("routes_file", "routesfile"), (String(repeating: "a", count: 100_000), nil),
    ])
    func nearestNameIsFound(typed: String, meant: String?) {
        #expect(Similarity.best(for: typed, among: ["sig_key", "debug", "routesfile", "upstream_key"]) == meant)
    }
}
