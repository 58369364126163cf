import HTTP1
import ProxyControl
import Testing

struct AnswerFormatTests {
    @Test(arguments: [
        ("text/plain", AnswerFormat.text), ("text/*", .text), ("*/*", .text), ("*", .text),
        ("application/json", .json), ("application/*", .json),
        ("application/json;q=0", .json), ("application/json ; q=0.1", .json),
        ("text/html, application/json", .json), ("text/html;q=0.9,application/json;q=0.1", .json),
    ])
    func mediaRangeIsUnderstood(accept: String, format: AnswerFormat) {
        #expect(AnswerFormat.negotiated(by: ["Accept": accept]) == format)
    }

    @Test(arguments: [
        ("application/json, */*", AnswerFormat.text), ("*/*, application/json", .json),
        ("application/json, text/html", .json), ("application/json;q=1, text/plain;q=0", .text),
    ])
    func laterMediaRangesWin(accept: String, format: AnswerFormat) {
        #expect(AnswerFormat.negotiated(by: ["Accept": accept]) == format)
    }

    @Test(arguments: ["text/html", "", " ", ",", ";q=1", "application/jsonx", "text/plainx", "APPLICATION/JSON", "**"])
    func otherMediaRangesAreNotAcceptable(accept: String) {
        #expect(AnswerFormat.negotiated(by: ["Accept": accept]) == nil)
    }

    @Test func withoutFieldTheAnswerIsText() {
        #expect(AnswerFormat.negotiated(by: [:]) == .text)
    }

    @Test func severalFieldsAreOneList() {
        #expect(AnswerFormat.negotiated(by: ["Accept": "text/html", "accept": "application/json"]) == .json)
    }
}
