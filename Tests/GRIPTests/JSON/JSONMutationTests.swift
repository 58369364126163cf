import NIOCore
import Testing

@testable import GRIP

/// Damaged JSON must give an error or a value that survives being written and read again, never a crash.
@Suite struct JSONMutationTests {
    private static let texts = [
        #"{"items":[{"channel":"c","id":"1","formats":{"http-stream":{"content":"a\u00e4\ud83d\ude00\n"}}}]}"#,
        #"[0,-1.5e+10,true,false,null,"",{"":[[[{}]]]},"\"\\\/\b\f\n\r\t"]"#,
        "\u{FEFF} { \"ä\" : [ 1 , 2 ] , \"日本\" : \"😀\" } ",
    ]

    @Test(arguments: 0..<40 as Range<UInt64>)
    func damagedTextIsHandled(seed: UInt64) throws {
        var generator = SplitMix64(seed: seed)
        for _ in 0..<500 {
            let text = Self.texts.randomElement(using: &generator) ?? ""
            let damaged = Mutation.mutate(Array(text.utf8), using: &generator)
            guard let value = try? JSONValue(parsing: damaged) else { continue }
            var buffer = ByteBuffer()
            value.write(to: &buffer)
            #expect(try JSONValue(parsing: buffer) == value, "seed \(seed): \(damaged)")
        }
    }
}
