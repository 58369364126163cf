/// Bounds on what may surround heads and chunks.
///
/// They are not settings: no sound peer comes near them.
enum FixedLimits {
    /// The most empty lines skipped before a request line.
    static let leadingEmptyLines = 8

    /// The most interim (1xx) responses before the final one.
    static let informationalHeads = 64

    /// The longest line that announces a chunk, in bytes, extensions and line end included.
    static let chunkLineBytes = 4096

    /// The most bytes of chunk lines beyond what the size of the chunks justifies, summed over one body.
    ///
    /// Each chunk justifies 16 bytes and twice its size. Without this bound one byte of content could cost kilobytes
    /// of extensions, chunk after chunk, unseen by any limit on the body.
    static let chunkExcessBytes = 16384
}
