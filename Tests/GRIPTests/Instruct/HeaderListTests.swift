import Testing

@testable import GRIP

@Suite struct HeaderListTests {
    @Test(
        arguments: [
            ("", []), ("a", ["a"]), ("a,b", ["a", "b"]), (" a\t,  b ", ["a", "b"]), (",a,,b,", ["a", "b"]),
            (#""a,b",c"#, [#""a,b""#, "c"]), (#"a"x,y"b,c"#, [#"a"x,y"b"#, "c"]),
            (#""a\",b",c"#, [#""a\",b""#, "c"]), (#""a\\",b"#, [#""a\\""#, "b"]), (#"a\,b"#, [#"a\"#, "b"]),
            (#""open, a"#, [#""open, a"#]), (#"a,"open,b\"#, ["a", #""open,b\"#]), ("</n?a=1,2>", ["</n?a=1", "2>"]),
        ] as [(String, [String])]
    )
    func valueIsSplit(value: String, elements: [String]) {
        #expect(HeaderList.elements(of: value).map { String(decoding: $0, as: UTF8.self) } == elements)
    }
}
