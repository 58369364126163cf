import GRIP
import NIOCore

/// Parses the body of a publish with one item of 100 bytes for streams.
struct PublishParsing: MicroBenchmark {
    static let name = "parse-publish"
    static let count = 5000

    private let body: ByteBuffer

    init() {
        let content = "data: \(String(repeating: "x", count: 92))\\n\\n"
        let format = #""formats":{"http-stream":{"content":"\#(content)"}}"#
        self.body = ByteBuffer(string: #"{"items":[{"channel":"news","id":"17","prev-id":"16",\#(format)}]}"#)
    }

    mutating func run() throws {
        let request = try PublishRequest(parsing: self.body)
        guard request.items.count == 1 else { throw UnexpectedOutcome() }
    }
}
