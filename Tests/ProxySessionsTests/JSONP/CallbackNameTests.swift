import Testing

@testable import ProxySessions

/// Reference: behaviour 5.1, narrowed to names.
struct CallbackNameTests {
    @Test(arguments: [
        "f", "_", "$", "$_1", "a.b", "my.cb", "jQuery1720_1351", "JSONP.callbacks._0", "window.parent.done",
        "this.done",
        "a[0]", "a[10]", "a[0][1].b", "a.b[\"on-data\"]", "a['x']", "a[\"a.b:c\"][7]", "a.delete", "a.default.class",
        "classy", "newest", "a[\"0\"]", String(repeating: "x", count: 256),
    ])
    func nameIsAllowed(_ name: String) {
        #expect(CallbackName.isAllowed(Array(name.utf8)[...]))
    }

    @Test(arguments: [
        // No name at all.
        "", " ", "1", "1a", ".", ".a", "a.", "a..b", "a.1", "a b", " a", "a ", "a\n", "a\t", "a\u{0}", "a\u{7F}",
        // More than a look-up.
        "alert(1)", "alert(1)//", "(alert)", "a();b", "a;b", "a,b", "a=b", "a=1;f", "a+b", "a-b", "a?b:c", "a|b", "!a",
        "new a", "a`x`", "`${a}`", "function(){}", "()=>1", "{}", "[]", "[0]", "a{b", "f/**/", "f//", "f<!--", "-->f",
        "@f",
        // Out of the script, where it stands in a page or is taken for another type.
        "</script><script>alert(1)//", "<script>", "<svg/onload=alert(1)>", "a\"b", "a'b", "a&b", "%3Cscript%3E",
        // Escapes, and letters that are none.
        "\\u0061lert", "a\\x62", "a\\", "caf\u{E9}", "\u{61}\u{301}", "a\u{2028}b", "\u{FEFF}a", "\u{1D4D0}", "a%00",
        // Indexes that are no whole numbers or quoted words.
        "a[", "a]", "a[]", "a[0", "a[0]]", "a[[0]]", "a[-1]", "a[01]", "a[00]", "a[1.5]", "a[1e3]", "a[0x1]", "a[b]",
        "a[ 0]",
        "a[\"]", "a[\"\"]", "a['']", "a[\"x']", "a['x\"]", "a[\"x]", "a[\"x\"", "a[\"x\"y]", "a[\"x y\"]",
        "a[\"\\\"\"]",
        "a[\"</script>\"]", "a[\"x\"+b]", "a[`x`]", "a[0]b", "a[0](1)", "a.[0]", "a[0].",
        // Words that are no identifiers.
        "if", "delete", "typeof", "void", "throw", "return", "new", "import", "import.meta", "true", "null", "while",
        "super.x",
        String(repeating: "x", count: 257), "a." + String(repeating: "x", count: 255),
    ])
    func otherTextIsRefused(_ name: String) {
        #expect(!CallbackName.isAllowed(Array(name.utf8)[...]))
    }

    @Test(arguments: 0...255 as ClosedRange<UInt8>)
    func onlyTheBytesOfIdentifiersMayStandAlone(_ byte: UInt8) {
        let isLetter = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ$_".utf8.contains(byte)
        let isDigit = "0123456789".utf8.contains(byte)
        #expect(CallbackName.isAllowed([byte]) == isLetter)
        #expect(CallbackName.isAllowed([UInt8(ascii: "f"), byte]) == (isLetter || isDigit))
    }

    @Test func bytesThatAreNoTextAreRefused() {
        #expect(!CallbackName.isAllowed([UInt8(ascii: "f"), 0xFF]))
        #expect(!CallbackName.isAllowed([0xC3, 0xA9]))
    }
}
