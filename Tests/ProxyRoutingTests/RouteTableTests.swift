import ProxyRouting
import Testing

/// Lines of a file or of the command line, and look-up by id: reference, behaviour 1.1, 1.2 and 1.4.
struct RouteTableTests {
    private func find(_ id: String, in table: RouteTable) -> String {
        switch table.route(id: id) {
        case .found(let route): route.targets.map(\.description).joined(separator: " ")
        case .shared: "shared"
        case .unknown: "unknown"
        }
    }

    @Test(arguments: ["\n", "\r\n", "\r"])
    func linesMayEndInAnyOfTheUsualWays(lineEnd: String) {
        let table = RouteTable(parsing: ["# c", "a h:1", "b h", "", "c h:3"].joined(separator: lineEnd) + lineEnd)
        #expect(table.routes.map(\.id) == ["a,*,*,*", "c,*,*,*"])
        #expect(table.diagnostics.map(\.line) == [3])
    }

    @Test func byteOrderMarkIsNoPartOfTheFirstLine() {
        let table = RouteTable(parsing: "\u{FEFF}* test")
        #expect(table.routes.map(\.condition.domain) == [.any])
    }

    @Test(arguments: ["", "\n", "# only comments\n\n   \n"])
    func textWithoutRoutesMakesAnEmptyTable(text: String) {
        let table = RouteTable(parsing: text)
        #expect(table.routes.isEmpty && table.diagnostics.isEmpty)
        #expect(table.route(host: "a", path: Array("/".utf8), isTLS: false, isWebSocket: false) == nil)
    }

    @Test func emptyTableKnowsNoRoute() {
        #expect(RouteTable.empty.route(host: "a", path: Array("/".utf8), isTLS: true, isWebSocket: true) == nil)
        #expect(find("a", in: .empty) == "unknown")
    }

    @Test func commandLineRoutesAreTheTableAndAllCountAsLineOne() {
        let table = RouteTable(commandLine: ["* localhost:80", "a localhost", "b h:1\nc h:2", "* localhost:81"])
        #expect(table.routes.map(\.id) == ["*,*,*,*", "b,*,*,*", "c,*,*,*"])
        #expect(
            table.diagnostics.map(\.description) == [
                "<route>:1: target bad format", "<route>:1 skipping duplicate condition",
            ]
        )
    }

    @Test(arguments: [
        ("a h:1", "a h:2"),
        ("* h:1", "* test"),
        ("a,id=x h:1", "a,id=y h:2"),
        ("a,path_beg=/p h:1", "A,path_beg=/p h:2"),
        ("a,proto=ws,ssl=no,path_beg=/p h:1", "a,path_beg=/p,ssl=no,proto=ws,debug h:2"),
    ])
    func sameConditionTwiceKeepsOnlyTheFirstWhateverTheIDs(first: String, second: String) {
        let table = RouteTable(parsing: "\(first)\n\(second)")
        #expect(table.routes.count == 1)
        #expect(table.routes.first?.targets.first?.description == "h:1")
        #expect(table.diagnostics.map(\.problem) == [.duplicateCondition])
    }

    @Test(arguments: [
        ("a h:1", "b h:2"),
        ("a h:1", "* h:2"),
        ("a h:1", "a,proto=http h:2"),
        ("a,proto=http h:1", "a,proto=ws h:2"),
        ("a h:1", "a,ssl=no h:2"),
        ("a,ssl=yes h:1", "a,ssl=no h:2"),
        ("a,path_beg=/p h:1", "a,path_beg=/P h:2"),
        // Reached only by id, so one cannot hide the other.
        ("id=x h:1", "id=y h:2"),
    ])
    func differentConditionsAreBothKept(first: String, second: String) {
        let table = RouteTable(parsing: "\(first)\n\(second)")
        #expect(table.routes.count == 2)
        #expect(table.diagnostics.isEmpty)
    }

    @Test func lineThatIsSkippedDoesNotMakeALaterOneADuplicate() {
        let table = RouteTable(parsing: "a h\na h:2")
        #expect(table.routes.count == 1)
    }

    @Test func routeIsFoundByItsIDWithoutAHost() {
        let table = RouteTable(parsing: "a,id=one h:1\n,id=two h:2\nid=three h:3")
        #expect(find("one", in: table) == "h:1")
        #expect(find("two", in: table) == "h:2")
        #expect(find("three", in: table) == "h:3")
        #expect(find("four", in: table) == "unknown")
        #expect(table.routes.map(\.hasExplicitID) == [true, true, true])
    }

    @Test func idOfTwoRoutesNamesNeither() {
        let table = RouteTable(parsing: "a,id=x h:1\nb,id=x h:2\nc,id=x h:3\nd,id=y h:4")
        #expect(table.routes.count == 4)
        #expect(find("x", in: table) == "shared")
        #expect(find("y", in: table) == "h:4")
        #expect(table.route(host: "b", path: Array("/".utf8), isTLS: false, isWebSocket: false)?.id == "x")
    }

    @Test func idOfASkippedDuplicateIsNotCounted() {
        let table = RouteTable(parsing: "a,id=x h:1\na,id=x h:2\na,id=z h:3")
        #expect(find("x", in: table) == "h:1")
        #expect(find("z", in: table) == "unknown")
    }

    @Test(arguments: [
        ("* h:1", "*,*,*,*"),
        ("A.example h:1", "a.example,*,*,*"),
        ("a,proto=ws,ssl=no,path_beg=/p h:1", "a,ws,no,/p"),
        ("a,proto=http,ssl=yes h:1", "a,http,yes,*"),
        ("a,id= h:1", "a,*,*,*"),
    ])
    func routeWithoutIDGetsOneFromItsCondition(line: String, id: String) {
        let table = RouteTable(parsing: line)
        #expect(table.routes.map(\.id) == [id])
        #expect(table.routes.map(\.hasExplicitID) == [false])
        #expect(find(id, in: table) == "h:1")
    }

    @Test(arguments: Array(UInt8.min...UInt8.max))
    func anyByteInAnyPlaceCostsAtMostItsLine(byte: UInt8) {
        let line = Array(#"a,path_rem=1,header="A: b",aco_origins=http://o [::1]:80,client_key=k b:81,sub=c"#.utf8)
        for index in line.indices {
            var damaged = line
            damaged[index] = byte
            let table = RouteTable(parsing: "x h:1\n" + String(decoding: damaged, as: UTF8.self) + "\nz h:2")
            #expect(table.routes.first?.id == "x,*,*,*")
            #expect(table.routes.last?.id == "z,*,*,*")
            #expect(table.diagnostics.allSatisfy { $0.line >= 2 && $0.column >= 1 && $0.column <= line.count })
        }
    }
}
