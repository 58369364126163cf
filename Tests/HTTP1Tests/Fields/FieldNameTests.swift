import HTTP1
import Testing

struct FieldNameTests {
    @Test(arguments: ["Content-Length", "content-length", "CONTENT-LENGTH"])
    func spellingDoesNotMatter(name: String) {
        #expect(FieldName(name) == .contentLength)
        #expect(FieldName(name).description == "content-length")
    }

    @Test func differentNamesDiffer() {
        #expect(FieldName.te != .trailer)
    }
}
