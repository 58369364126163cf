import NIOCore
import Testing

@testable import GRIP

/// Damaged tnetstrings must be read or refused, never crash, and what is read must have a form that can be read again.
@Suite struct TNetStringMutationTests {
    private static let texts = [
        "74:5:items,31:7:channel,1:c,4:size,1:5#3:1.5^}]7:formats,4:true!3:end,0:~}",
        "47:13:http-response,26:4:code,3:200#4:body,2:hi,}}", "31:1:1#1:2#3:abc,4:true!3:0:~]0:}]",
    ]

    @Test(arguments: 0..<40 as Range<UInt64>)
    func damagedValueIsHandled(seed: UInt64) {
        var generator = SplitMix64(seed: seed)
        for _ in 0..<500 {
            let text = Self.texts.randomElement(using: &generator) ?? ""
            let damaged = Mutation.mutate(Array(text.utf8), using: &generator)
            do {
                let value = try TNetString(parsing: ByteBuffer(bytes: damaged))
                var written = ByteBuffer()
                value.write(to: &written)
                #expect(throws: Never.self, "seed \(seed)") { try TNetString(parsing: written) }
            } catch {
                #expect(error.offset <= damaged.count, "seed \(seed)")
            }
        }
    }
}
