import GRIP
import NIOCore
import Testing

@Suite struct JSONValueWritingTests {
    private func written(_ value: JSONValue, sortedKeys: Bool = false) -> String {
        var buffer = ByteBuffer()
        value.write(to: &buffer, sortedKeys: sortedKeys)
        return String(buffer: buffer)
    }

    @Test(
        arguments: [
            "null", "true", "false", "0", "-1.50e+3", #""""#, "[]", "{}", "[1,[2,null],{}]",
            #"{"b":1,"a":[true,{"c":"d"}]}"#,
            #""\"\\/\b\f\n\r\t\u0000\u001f""#, "\"\u{7F}äé日本😀\"",
        ]
    )
    func compactTextIsWrittenAsItWasRead(text: String) throws {
        #expect(self.written(try JSONValue(parsing: text.utf8)) == text)
    }

    @Test func keysAreSortedByTheirBytesAtEveryLevel() throws {
        let value = try JSONValue(
            parsing: #"{"b":{"z":1,"y":2},"a":0,"B":0,"ä":0,"":0,"aa":0,"\ud83d\ude00":0,"\uffff":0}"#.utf8
        )
        let sorted = #"{"":0,"B":0,"a":0,"aa":0,"b":{"y":2,"z":1},"ä":0,"\#u{FFFF}":0,"😀":0}"#
        #expect(self.written(value, sortedKeys: true) == sorted)
    }

    @Test func aRepeatedNameIsWrittenOnce() throws {
        #expect(self.written(try JSONValue(parsing: #"{"a":1,"b":2,"a":3}"#.utf8)) == #"{"b":2,"a":3}"#)
    }
}
