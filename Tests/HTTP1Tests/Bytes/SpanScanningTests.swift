import Testing

@testable import HTTP1

struct SpanScanningTests {
    /// Every byte at every place of a word and behind it, within text that has neither line feeds nor controls.
    @Test(arguments: UInt8.min...UInt8.max)
    func aByteIsFoundWhereverItStands(byte: UInt8) {
        for length in 1...20 {
            for place in 0..<length {
                var bytes = [UInt8](repeating: 0x80, count: length)
                bytes[place] = byte
                let isControl = !ByteClass.isFieldContent(byte)
                #expect(bytes.span.firstNonFieldContent(from: 0) == (isControl ? place : length))
                #expect(bytes.span.firstLineFeed(from: 0) == (byte == 10 ? place : nil))
            }
        }
    }

    /// A borrow from a lower byte could make the byte above look like a hit or hide one.
    @Test(arguments: [
        [0x0B, 0x0A], [0x0A, 0x0B], [0x7F, 0x80], [0x80, 0x7F], [0x20, 0x1F], [0x09, 0x00], [0xFF, 0x0A],
    ])
    func neighboursDoNotDisturbTheSearch(pair: [UInt8]) {
        for shift in 0..<8 {
            let bytes = [UInt8](repeating: 0x61, count: shift) + pair + [UInt8](repeating: 0x61, count: 8)
            let expected = bytes.firstIndex { !ByteClass.isFieldContent($0) } ?? bytes.count
            #expect(bytes.span.firstNonFieldContent(from: 0) == expected)
            #expect(bytes.span.firstLineFeed(from: 0) == bytes.firstIndex(of: 10))
        }
    }

    @Test func searchBeginsWhereItIsTold() {
        let bytes = Array("a\nb\nc".utf8)
        #expect(bytes.span.firstLineFeed(from: 2) == 3)
        #expect(bytes.span.firstLineFeed(from: 4) == nil)
        #expect(bytes.span.firstLineFeed(from: 5) == nil)
        #expect(bytes.span.firstNonFieldContent(from: 5) == 5)
    }

    @Test(arguments: [("a\r\n", 1), ("a\n", 1), ("\r\n", 0), ("\n", 0), ("a\r\r\n", 2)])
    func lineContentEndsBeforeOneLineEnd(line: String, end: Int) {
        let bytes = Array(line.utf8)
        #expect(bytes.span.lineContentEnd(lineFeed: bytes.count - 1) == end)
    }

    @Test(arguments: [(" a b\t", 1..<4), ("   ", 3..<3), ("", 0..<0), ("a", 0..<1)])
    func whitespaceIsTrimmedAtBothEnds(text: String, part: Range<Int>) {
        let bytes = Array(text.utf8)
        #expect(bytes.span.trimmingWhitespace(0..<bytes.count) == part)
    }
}
