import GRIP
import NIOCore
import Testing

/// Reference "GRIP" 6.1, 6.2: the bodies of instructed responses and next links.
@Suite struct ResponseFiltersTests {
    private let buildID = ResponseFilters(channels: [GripChannel(name: "c", filters: ["build-id"])])

    private func filtered(_ body: String, _ meta: [String: String] = ["id_format": "%(c)s"]) throws -> String {
        String(buffer: try self.buildID.apply(to: ByteBuffer(string: body), meta: meta))
    }

    @Test(
        arguments: [
            ([], []), ([[], ["skip-self", "var-subst", "http-modify", "odd"]], []), ([["build-id"]], [.buildID]),
            ([["skip-users"], ["var-subst", "build-id"], ["build-id"]], [.buildID]),
        ] as [([[String]], [FilterName])]
    )
    func filtersOfAllChannelsAreTaken(names: [[String]], filters: [FilterName]) {
        let response = ResponseFilters(channels: names.map { GripChannel(name: "c", filters: $0) })
        #expect(response.filters == filters)
        #expect(response.isEmpty == filters.isEmpty)
    }

    @Test(
        arguments: [
            ("now %(5)I 100%%\n", "now 5 100%\n"), ("id: a%20b:3", "id: a%20b:3"), ("%(c)s", "%(c)s"), ("", ""),
            ("plain", "plain"),
        ]
    )
    func bodyIsFilledIn(body: String, result: String) throws {
        #expect(try self.filtered(body) == result)
    }

    @Test func encodingCountsAsWell() throws {
        #expect(try self.filtered("%(5)I", ["id_format": "", "id_encoding": "hex"]) == "35")
    }

    @Test(
        arguments: [
            ("%I", ["id_format": "%(c)s"], "No ID specified and no default ID in context at position 1"),
            ("x %()I", ["id_format": "x"], "No ID specified and no default ID in context at position 5"),
            ("plain", [:], "no sub meta 'id_format'"),
            ("plain", ["id_format": "x", "id_encoding": "odd"], "unsupported encoding: odd"),
        ] as [(String, [String: String], String)]
    )
    func faultsAreErrors(body: String, meta: [String: String], text: String) {
        #expect {
            try self.filtered(body, meta)
        } throws: { error in
            let error = error as? FilterError
            return error?.text == text && error?.description == "filter error: build-id: " + text
        }
    }

    @Test func withoutFiltersTheBodyIsKept() throws {
        let body = ByteBuffer(string: "%I %(x)s %")
        #expect(try ResponseFilters(channels: []).apply(to: body, meta: [:]) == body)
    }
}
