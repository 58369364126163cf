import Testing

@testable import ProxyRouting

/// The grammar of a line: reference, behaviour 1.2.
struct RouteLineParserTests {
    /// Shows sections as `value{name=value;name=value}`, separated by ` | `.
    private func shown(_ line: String) throws(RouteLineError) -> String {
        try RouteLineParser.sections(of: Array(line.utf8)).map { section in
            let value = String(decoding: section.value, as: UTF8.self)
            let parameters = section.parameters.map { parameter in
                String(decoding: parameter.name, as: UTF8.self) + "=" + String(decoding: parameter.value, as: UTF8.self)
            }
            return parameters.isEmpty ? value : "\(value){\(parameters.joined(separator: ";"))}"
        }.joined(separator: " | ")
    }

    @Test(arguments: [
        // Sections and spaces.
        ("", ""),
        ("   ", ""),
        ("a b", "a | b"),
        ("  a   b  c  ", "a | b | c"),
        ("a\tb c", "a\tb | c"),
        // Comments.
        ("# all of it", ""),
        ("  # all of it", ""),
        ("a b # rest", "a | b"),
        ("a b#rest", "a | b"),
        ("a b,p#rest", "a | b{p=}"),
        ("a #b", "a"),
        (#"a "b#c""#, "a | b#c"),
        // Parameters.
        ("a,p b", "a{p=} | b"),
        ("a,p=1,q=2 b,r", "a{p=1;q=2} | b{r=}"),
        ("a,p=1,p=2 b", "a{p=1;p=2} | b"),
        ("a,p=x=y b", "a{p=x=y} | b"),
        ("a,p= b", "a{p=} | b"),
        (",p=1 b", "{p=1} | b"),
        ("p=1 b", "{p=1} | b"),
        ("p=1,q b", "{p=1;q=} | b"),
        (#""" b"#, " | b"),
        // Quotes.
        (#"a,p="x y" b"#, "a{p=x y} | b"),
        (#"a,p="x,y" b"#, "a{p=x,y} | b"),
        (#"a,p="x=y" b"#, "a{p=x=y} | b"),
        (#"a,p=x" "y b"#, "a{p=x y} | b"),
        (#"a,p="" b"#, "a{p=} | b"),
        (#"a,"p=x y" b"#, "a{p=x y} | b"),
        (#""a b" c"#, "a b | c"),
        (#""p=1" b"#, "{p=1} | b"),
        (#"a,p="x\"y\\z" b"#, #"a{p=x"y\z} | b"#),
        (#"a,p=x\y b"#, #"a{p=x\y} | b"#),
        (#"a,p="x""y" b"#, "a{p=xy} | b"),
        ("a,p=Grüße b", "a{p=Grüße} | b"),
    ])
    func lineIsSplitIntoSectionsAndParameters(line: String, expected: String) throws {
        #expect(try shown(line) == expected)
    }

    @Test(arguments: [
        (#"a "b"#, RouteProblem.unterminatedQuote, 2),
        (#"a,p="x b"#, .unterminatedQuote, 4),
        (#"a b""#, .unterminatedQuote, 3),
        (#"a "b\"#, .unterminatedEscape, 4),
        (#"a "b\"c"#, .unterminatedQuote, 2),
        (#"a "b\n""#, .unexpectedEscape("n"), 4),
        (#"a "\é""#, .unexpectedEscape("é"), 3),
        ("a, b", .expectingParameter, 1),
        ("a,p, b", .expectingParameter, 3),
        ("a,,p b", .expectingParameter, 1),
        ("a b,", .expectingParameter, 3),
        ("a b,#c", .expectingParameter, 3),
        (#"a,"" b"#, .expectingParameter, 1),
        (", b", .expectingParameter, 0),
        ("a,=x b", .emptyParameterName, 2),
        ("=x b", .emptyParameterName, 0),
        ("a,= b", .emptyParameterName, 2),
    ])
    func malformedLineNamesTheProblemAndWhereItIs(line: String, problem: RouteProblem, offset: Int) {
        #expect(throws: RouteLineError(problem: problem, offset: offset)) {
            try shown(line)
        }
    }

    @Test(arguments: Array(UInt8.min...UInt8.max))
    func anyByteInAnyPlaceIsReadWithoutHarm(byte: UInt8) {
        let line = Array(#"a.b,p="x\\y",q=1 h:80,r #c"#.utf8)
        for index in line.indices {
            var damaged = line
            damaged[index] = byte
            let sections = try? RouteLineParser.sections(of: damaged)
            #expect(sections.map { $0.count <= line.count } ?? true)
            #expect((try? RouteLineParser.sections(of: Array(damaged[..<index]))).map { $0.count <= index } ?? true)
        }
    }
}
