import GRIP
import Testing

/// Reference "GRIP" 1.1 and 1.2, `Grip-Channel`; seed libraries P4.
@Suite struct GripChannelTests {
    private func channels(_ values: String...) throws -> [GripChannel] {
        try GripInstruct(headers: values.map { (name: "Grip-Channel", value: $0) }).channels
    }

    @Test func linesAndCommasAreOneList() throws {
        let expected = ["a", "b", "d"].map { GripChannel(name: $0) }
        #expect(try self.channels("a, b", "d") == expected)
        #expect(try self.channels("a", "b,d") == expected)
        #expect(try self.channels(",a,, b ,\td,") == expected)
        #expect(try self.channels("") == [])
    }

    @Test(
        arguments: [
            "a/b", "%41%2C", "{room}", "a:b", "with inner spaces", "käsé-日本", #""a b""#, #""a,b""#, "a=b", "<x>", "(x)",
            "a'b", "$SYS/#", "%(x)s", #"a\b"#,
        ]
    )
    func namesAreTakenAsTheyAre(name: String) throws {
        #expect(try self.channels(name) == [GripChannel(name: name)])
        #expect(
            try self.channels(" \(name) ; prev-id=1, z") == [
                GripChannel(name: name, previousID: "1"), GripChannel(name: "z"),
            ]
        )
    }

    @Test(
        arguments: [
            ("a; prev-id=5", GripChannel(name: "a", previousID: "5")),
            ("a;prev-id=", GripChannel(name: "a", previousID: "")),
            ("a; prev-id", GripChannel(name: "a", previousID: "")),
            ("a; Prev-ID=5", GripChannel(name: "a", previousID: "5")),
            (#"a; prev-id="x;y,z\"""#, GripChannel(name: "a", previousID: #"x;y,z""#)),
            ("a; prev-id=1; prev-id=2", GripChannel(name: "a", previousID: "1")),
            ("a; prev-id = 5 ; x", GripChannel(name: "a", previousID: "5")),
            ("a; filter=skip-self", GripChannel(name: "a", filters: ["skip-self"])),
            ("a; Filter=skip-self", GripChannel(name: "a")),
            ("a; filter=b; filter=a; filter=b", GripChannel(name: "a", filters: ["b", "a", "b"])),
            (#"a; filter="x y"; prev-id=1"#, GripChannel(name: "a", previousID: "1", filters: ["x y"])),
            ("a; unknown=1; flag;;", GripChannel(name: "a")),
            (
                "a; filter=1; filter=2; filter=3; filter=4; filter=5",
                GripChannel(name: "a", filters: ["1", "2", "3", "4", "5"])
            ), (#"a; prev-id="5"junk; filter=x"#, GripChannel(name: "a", previousID: "5", filters: ["x"])),
            ("a; prev-id=5=6", GripChannel(name: "a", previousID: "5=6")),
            ("; prev-id=1", GripChannel(name: "", previousID: "1")),
        ]
    )
    func parametersAreRead(value: String, expected: GripChannel) throws {
        #expect(try self.channels(value) == [expected])
    }

    /// Reference "GRIP" 1.1: such elements are skipped silently, and an open quote swallows the commas after it.
    @Test func elementsWithAnOpenQuoteAreSkipped() throws {
        #expect(try self.channels(#"a, b; prev-id="x, c"#, "d") == [GripChannel(name: "a"), GripChannel(name: "d")])
        #expect(try self.channels(#"a; prev-id="x\"#) == [])
    }

    /// django-eventstream's own line (seed libraries 1.8).
    @Test func linesOfTheLibrariesAreRead() throws {
        let line = "events-test; prev-id=3; filter=build-id; filter=skip-users, user-anonymous; filter=require-sub"
        let expected = [
            GripChannel(name: "events-test", previousID: "3", filters: ["build-id", "skip-users"]),
            GripChannel(name: "user-anonymous", filters: ["require-sub"]),
        ]
        #expect(try self.channels(line) == expected)
    }
}
