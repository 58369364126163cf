import Testing

@testable import ProxyServer

/// The table of settings in docs/migrating-from-pushpin.md is made from the settings themselves.
@Suite struct MigrationTableTests {
    private static let table: String = {
        var lines = ["| Section | As in Pushpin | Accepted, without effect | New |", "|---|---|---|---|"]
        for section in KeyName.Section.allCases {
            let keys = ConfigurationKeys.all.filter { $0.name.section == section }
            let groups = [
                keys.filter { !$0.isOwn && $0.effect == .inForce }, keys.filter { $0.effect != .inForce },
                keys.filter { $0.isOwn && $0.effect == .inForce },
            ]
            let cells = groups.map { group in
                group.isEmpty ? "–" : group.map { "`\($0.name.name)`" }.joined(separator: ", ")
            }
            lines.append("| `[\(section.rawValue)]` | \(cells.joined(separator: " | ")) |")
        }
        return lines.joined(separator: "\n")
    }()

    @Test func pageHasTheTableOfAllSettings() throws {
        let folder = #filePath.split(separator: "/").dropLast(4).joined(separator: "/")
        let path = "/\(folder)/docs/migrating-from-pushpin.md"
        let page = String(decoding: try FileReading.contents(of: path), as: UTF8.self)
        let start = try #require(page.firstRange(of: "<!-- settings -->\n"))
        let end = try #require(page.firstRange(of: "\n<!-- /settings -->"))
        #expect(page[start.upperBound..<end.lowerBound] == Self.table, "put the right side into the page")
    }
}
