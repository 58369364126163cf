import Foundation
import ProxyRouting
import Testing

/// The file `routes.example` at the top of the repository, whose lines that start with `#: ` are examples.
struct RoutesExampleTests {
    private func fileText() throws -> String {
        let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent()
        return try String(contentsOf: root.appending(path: "routes.example"), encoding: .utf8)
    }

    private func withExamplesTurnedOn() throws -> String {
        try fileText().split(separator: "\n", omittingEmptySubsequences: false)
            .map { $0.hasPrefix("#: ") ? String($0.dropFirst(3)) : String($0) }
            .joined(separator: "\n")
    }

    @Test func fileAsItStandsSendsEverythingToOneApp() throws {
        let table = RouteTable(parsing: try fileText())
        #expect(table.diagnostics.isEmpty)
        #expect(table.routes.map(\.id) == ["*,*,*,*"])
        #expect(table.routes.first?.targets.map(\.description) == ["localhost:8000"])
    }

    @Test func everyExampleIsAValidRoute() throws {
        let examples = try fileText().split(separator: "\n").count { $0.hasPrefix("#: ") }
        let table = RouteTable(parsing: try withExamplesTurnedOn(), fileName: "routes.example")
        #expect(table.diagnostics.map(\.descriptionWithColumn) == [])
        #expect(table.routes.count == examples + 1)
    }

    @Test(arguments: [
        "id", "sig_iss", "sig_key", "prefix", "orig_headers", "as_host", "path_beg", "path_rem", "replace_beg", "proto",
        "ssl", "debug", "aco", "aco_origins", "jsonp_mode", "jsonp_cb", "jsonp_body", "jsonp_defcb", "jsonp_defmethod",
        "session", "sockjs", "sockjs_as_path", "header", "no_grip", "log_level", "slow",
    ])
    func everyRouteParameterHasAnExample(name: String) throws {
        let conditions = try examples().compactMap { $0.split(separator: " ").first }
        #expect(conditions.contains { parameterNames(of: $0).contains(name) })
    }

    @Test(arguments: [
        "ssl", "insecure", "trust_connect_host", "host", "untrusted", "sub", "over_http", "one_event", "client_cert",
        "client_key",
    ])
    func everyTargetParameterHasAnExample(name: String) throws {
        let targets = try examples().flatMap { $0.split(separator: " ").dropFirst() }
        #expect(targets.contains { parameterNames(of: $0).contains(name) })
    }

    private func examples() throws -> [Substring] {
        try fileText().split(separator: "\n").filter { $0.hasPrefix("#: ") }.map { $0.dropFirst(3) }
    }

    private func parameterNames(of section: Substring) -> [String] {
        section.split(separator: ",", omittingEmptySubsequences: false).dropFirst()
            .map { String($0.prefix { $0 != "=" }) }
    }
}
