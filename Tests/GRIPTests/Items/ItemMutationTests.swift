import GRIP
import NIOCore
import Testing

/// Damaged publishes must be taken or refused, never crash, and never let through what could split a response.
@Suite struct ItemMutationTests {
    private static let items = [
        #"{"items":[{"channel":"c","id":"2","prev-id":"1","formats":{"http-stream":{"content":"a\u00e4\ud83d\ude00\n"}}}]}"#,
        #"{"items":[{"channel":"c","http-response":{"code":"200","reason":"OK","headers":[["A","b"],["C","d"]],"body-bin":"aGk="}}]}"#,
        #"{"items":[{"channel":"c","http-response":{"headers":{"A":"b\\c"},"body-patch":[{"op":"add"}],"content-filters":["x"]}}]}"#,
        #"{"items":[{"channel":"c","ws-message":{"type":"ping","content-bin":"AA=="},"meta":{"a":"b"},"size":1e1,"no-seq":true}]}"#,
        #"{"items":[{"channel":"c","ws-message":{"action":"close","code":1000,"reason":"r"}},{"channel":"d","http-stream":{"action":"hint"}}]}"#,
    ]

    @Test(arguments: 0..<40 as Range<UInt64>)
    func damagedPublishIsHandled(seed: UInt64) {
        var generator = SplitMix64(seed: seed)
        for _ in 0..<500 {
            let text = Self.items.randomElement(using: &generator) ?? ""
            let damaged = Mutation.mutate(Array(text.utf8), using: &generator)
            guard let request = try? PublishRequest(parsing: ByteBuffer(bytes: damaged)) else { continue }
            for case .send(let content) in request.items.compactMap(\.httpResponse) {
                #expect(0...999 ~= content.status, "seed \(seed)")
                #expect(
                    !content.headers.contains { "\($0.name)\($0.value)".utf8.contains { [0, 10, 13].contains($0) } },
                    "seed \(seed)"
                )
            }
        }
    }
}
