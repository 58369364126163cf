import GRIP
import NIOCore
import Testing

/// Damaged templates must be filled in or refused, never crash.
@Suite struct FilterMutationTests {
    private static let texts = [
        #"id: %I, %(5)I, %(a\)b\\)I 100%% %(name)s "#, "%(c)s-%(c)s%%", #"%%%(\\)s%(ä)I"#,
    ]

    @Test(arguments: 0..<20 as Range<UInt64>)
    func damagedTemplatesAreHandled(seed: UInt64) {
        var generator = SplitMix64(seed: seed)
        for _ in 0..<500 {
            let text = Self.texts.randomElement(using: &generator) ?? ""
            let content = Mutation.mutate(Array(text.utf8), using: &generator)
            let format = Mutation.mutate(Array("x-%(c)s,%%".utf8), using: &generator)
            let subscription = subscriber(
                ["name": "alice", "id_format": String(decoding: format, as: UTF8.self)],
                channels: ["c": "6", "d": nil]
            )
            for names in [["var-subst"], ["build-id"], ["build-id", "var-subst"]] {
                let outcome = SubscriptionFilters(names: names)
                    .apply(meta: [:], subscription: subscription, content: ByteBuffer(bytes: content))
                switch outcome {
                case .send(let result): #expect(result != nil)
                case .fail(let error): #expect(error.text.utf8.allSatisfy { $0 >= 0x20 && $0 != 0x7F })
                case .drop, .ask: Issue.record("seed \(seed): \(content) gives \(outcome)")
                }
            }
        }
    }
}
