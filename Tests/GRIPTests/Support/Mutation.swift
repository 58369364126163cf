/// Damages good input in the ways that find holes in parsers.
enum Mutation {
    /// Bytes that mean something to one of the parsers.
    private static let special =
        Array("{}[]\":,\\u0-+.eE tfn;=<>%/\u{0}\r\n\t".utf8) + [0x7F, 0x80, 0xC0, 0xED, 0xF5, 0xFF]

    /// The input with up to eight bytes changed, inserted, removed or repeated.
    static func mutate(_ input: [UInt8], using generator: inout SplitMix64) -> [UInt8] {
        var bytes = input
        for _ in 0...Int.random(in: 0..<8, using: &generator) {
            let place = Int.random(in: 0...bytes.count, using: &generator)
            let byte = self.special.randomElement(using: &generator) ?? 0
            switch Int.random(in: 0..<6, using: &generator) {
            case 0: bytes.insert(byte, at: place)
            case 1 where place < bytes.count: bytes[place] = byte
            case 2 where place < bytes.count: bytes[place] = UInt8.random(in: .min ... .max, using: &generator)
            case 3 where place < bytes.count: bytes.remove(at: place)
            case 4: bytes.removeSubrange(place..<Int.random(in: place...bytes.count, using: &generator))
            default: bytes.insert(contentsOf: bytes[place..<min(bytes.count, place + 12)], at: place)
            }
        }
        return bytes
    }
}
