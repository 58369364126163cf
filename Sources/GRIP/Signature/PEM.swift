internal import Crypto
internal import CryptoExtras

/// Keys in the textual encoding of RFC 7468.
enum PEM {
    /// Whether bytes are meant as PEM: they start with `-----BEGIN`, after whitespace if need be.
    static func isPEM(_ bytes: ArraySlice<UInt8>) -> Bool {
        bytes.drop(while: ASCII.isWhitespace).starts(with: "-----BEGIN".utf8)
    }

    /// The first usable key among the blocks of a text.
    ///
    /// Blocks of other kinds are skipped: `openssl ecparam -genkey` writes the curve's name in one before the key.
    static func material(of text: String) -> GripKey.Material? {
        for block in self.blocks(of: text) {
            if let material = self.key(in: block) {
                return material
            }
        }
        return nil
    }

    /// The blocks of a text, each from its `-----BEGIN` line to its `-----END` line.
    private static func blocks(of text: String) -> [String] {
        var blocks: [String] = []
        var open: [Substring]?
        for line in text.split(whereSeparator: \.isNewline) {
            if line.hasPrefix("-----BEGIN") {
                open = []
            }
            open?.append(line)
            if line.hasPrefix("-----END"), let lines = open {
                blocks.append(lines.joined(separator: "\n") + "\n")
                open = nil
            }
        }
        return blocks
    }

    private static func key(in block: String) -> GripKey.Material? {
        // Each attempt throws when the block holds another kind of key, which is the question asked here.
        if let key = try? P256.Signing.PrivateKey(pemRepresentation: block) {
            return .ecPrivate(key)
        }
        if let key = try? P256.Signing.PublicKey(pemRepresentation: block) {
            return .ecPublic(key)
        }
        if let key = try? _RSA.Signing.PrivateKey(pemRepresentation: block) {
            return .rsaPrivate(key)
        }
        if let key = try? _RSA.Signing.PublicKey(pemRepresentation: block) {
            return .rsaPublic(key)
        }
        return nil
    }
}
