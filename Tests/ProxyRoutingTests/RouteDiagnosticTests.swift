import ProxyRouting
import Testing

/// The messages of reference, behaviour 1.2, and where they point.
struct RouteDiagnosticTests {
    @Test(arguments: [
        ("garbage", 1, "must specify condition and at least one target"),
        ("  garbage  # comment", 3, "must specify condition and at least one target"),
        ("id=a", 1, "must specify condition and at least one target"),
        ("* localhost", 3, "target bad format"),
        ("* localhost:80 localhost", 16, "target bad format"),
        ("* ,ssl", 3, "target bad format"),
        ("* ssl=yes", 3, "target bad format"),
        ("* Test", 3, "target bad format"),
        ("* :80", 3, "target bad format"),
        ("* [::1]", 3, "target bad format"),
        ("* [::1:80", 3, "target bad format"),
        ("* [::1]80", 3, "target bad format"),
        ("* []:80", 3, "target bad format"),
        ("* [localhost]:80", 3, "target bad format"),
        ("* zhttp/tcp://127.0.0.1:5000", 3, "target bad format"),
        ("* zhttpreq/ipc://x", 3, "target bad format"),
        ("* localhost:notaport", 13, "target invalid port"),
        ("* localhost:", 12, "target invalid port"),
        ("* localhost:0", 13, "target invalid port"),
        ("* localhost:65536", 13, "target invalid port"),
        ("* localhost:-1", 13, "target invalid port"),
        ("* localhost:99999999999999999999", 13, "target invalid port"),
        ("* localhost:80x", 13, "target invalid port"),
        ("* localhost:8.0", 13, "target invalid port"),
        ("* ::1:80", 3, "target bad format"),
        ("* fe80::1:80", 8, "target invalid port"),
        ("* [::1]:x", 9, "target invalid port"),
        (#"* "localhost":x"#, 15, "target invalid port"),
        ("*,proto=https localhost:80", 3, "proto must be set to 'http' or 'ws'"),
        ("*,proto localhost:80", 3, "proto must be set to 'http' or 'ws'"),
        ("*,proto=WS localhost:80", 3, "proto must be set to 'http' or 'ws'"),
        ("*,ssl localhost:80", 3, "ssl must be set to 'yes' or 'no'"),
        ("*,debug,ssl=true localhost:80", 9, "ssl must be set to 'yes' or 'no'"),
        ("*,path_beg localhost:80", 3, "path_beg cannot be empty"),
        ("*,path_beg= localhost:80", 3, "path_beg cannot be empty"),
        ("*,aco,jsonp_mode=full localhost:80", 7, "jsonp_mode must be set to 'basic' or 'extended'"),
        ("*,header=X-Name localhost:80", 3, "header must use format 'name:value'"),
        ("*,header=:value localhost:80", 3, "header must use format 'name:value'"),
        ("*,header localhost:80", 3, "header must use format 'name:value'"),
        ("*,header=A:1,header=B localhost:80", 14, "header must use format 'name:value'"),
        (#"*,header="X Name: value" localhost:80"#, 3, "header must use format 'name:value'"),
        ("*,header=X-Name:a\u{0}b localhost:80", 3, "header must use format 'name:value'"),
        ("*,slow localhost:80", 3, "slow must be set to 'close', 'drop-oldest' or 'latest'"),
        ("*,slow=drop localhost:80", 3, "slow must be set to 'close', 'drop-oldest' or 'latest'"),
        (
            "*,aco_origins=app.example localhost:80", 3,
            "aco_origins must use format 'scheme://host' or 'scheme://host:port'"
        ),
        (#"* "localhost:80\"#, 16, "unterminated escape sequence"),
        (#"* "localhost:80"#, 3, "unterminated quoted section"),
        (#"* "localhost\:80""#, 13, "unexpected escape character: :"),
        ("* localhost:80,", 15, "expecting prop"),
        ("*,=x localhost:80", 3, "empty prop name"),
    ])
    func badLineIsToldInTheKnownWordsAndPointsAtTheTokenAtFault(line: String, column: Int, message: String) throws {
        let table = RouteTable(parsing: "first localhost:80\n\(line)\nlast localhost:80", fileName: "routes")
        let diagnostic = try #require(table.diagnostics.first)
        #expect(table.diagnostics.count == 1)
        #expect(diagnostic.message == message)
        #expect((diagnostic.line, diagnostic.column) == (2, column))
        #expect(diagnostic.description == "routes:2: \(message)")
        #expect(diagnostic.descriptionWithColumn == "routes:2:\(column): \(message)")
        #expect(table.routes.map(\.id) == ["first,*,*,*", "last,*,*,*"])
    }

    @Test(arguments: [
        "", "   ", "# comment", "  # comment", "#* localhost", "* localhost:80", "* test", "* localhost:80#x",
        "* localhost:65535", "*,path_beg=/a,unknown,also=unknown localhost:80,unknown=1",
    ])
    func goodLineHasNoDiagnostic(line: String) {
        #expect(RouteTable(parsing: line).diagnostics.isEmpty)
    }

    @Test func duplicateConditionIsToldWithoutColonAfterTheLineNumber() throws {
        let table = RouteTable(parsing: "* localhost:80\n  *,id=other localhost:81", fileName: "conf/routes")
        let diagnostic = try #require(table.diagnostics.first)
        #expect(diagnostic.description == "conf/routes:2 skipping duplicate condition")
        #expect((diagnostic.line, diagnostic.column) == (2, 3))
        #expect(table.routes.count == 1)
    }

    @Test func columnsCountCharactersAndNotBytes() throws {
        let table = RouteTable(parsing: #"*,prefix="Grüße 👋🏽 " localhost:x"#)
        #expect(try #require(table.diagnostics.first).column == 31)
    }

    @Test func badLinesAreToldInTheirOrderAndOnlyOncePerLine() {
        let table = RouteTable(parsing: "*,proto=x,ssl=x y\n* localhost:80\n\n# c\nx\n* localhost:81")
        #expect(table.diagnostics.map(\.line) == [1, 5, 6])
        #expect(table.diagnostics.map(\.problem) == [.proto, .missingTarget, .duplicateCondition])
    }

    @Test func onlyTheLastOfARepeatedParameterMustBeRight() {
        #expect(RouteTable(parsing: "*,proto=x,proto=ws localhost:80").diagnostics.isEmpty)
        #expect(RouteTable(parsing: "*,proto=ws,proto=x localhost:80").diagnostics.map(\.problem) == [.proto])
    }

    @Test(arguments: [
        ("* a:443,client_cert=no.crt", 9, "failed to open no.crt: No such file or directory"),
        ("* a:443,client_cert=a.crt,client_key=bad.key", 27, "failed to read bad.key: Input/output error"),
    ])
    func certificateFileThatCannotBeReadSkipsTheLine(line: String, column: Int, message: String) {
        let table = RouteTable(parsing: line) { path throws(RouteFileError) in
            switch path {
            case "no.crt": throw .notOpened(reason: "No such file or directory")
            case "bad.key": throw .notRead(reason: "Input/output error")
            default: break
            }
        }
        #expect(table.routes.isEmpty)
        #expect(table.diagnostics.map(\.message) == [message])
        #expect(table.diagnostics.map(\.column) == [column])
    }
}
