import NIOCore

/// A checked JSON text with an index of its values, to read fields from without making a tree.
///
/// Values are named by their index in ``nodes``; 0 is the root. After an object come its members, each as the node of
/// the name and the nodes of the value; after an array come its elements.
struct JSONDocument {
    /// Nesting beyond this is refused whatever the caller asks for, since trees are built and freed by recursion.
    static let greatestMaximumDepth = 512

    let text: ByteBuffer
    let nodes: [JSONNode]

    init(_ text: ByteBuffer, maximumDepth: Int) throws(JSONError) {
        let depth = min(maximumDepth, Self.greatestMaximumDepth)
        self.text = text
        self.nodes = try JSONScanner.scan(text.readableBytesUInt8Span, maximumDepth: depth)
    }

    func kind(of node: Int) -> JSONNode.Kind {
        self.nodes[node].kind
    }

    /// The text of a string, `nil` for every other type.
    func string(at node: Int) -> String? {
        switch self.nodes[node].kind {
        case .string(hasEscapes: false): self.rawText(of: node)
        case .string(hasEscapes: true): String(buffer: self.unescaped(node))
        case .null, .true, .false, .number, .array, .object: nil
        }
    }

    /// The UTF-8 bytes of a string, `nil` for every other type.
    ///
    /// They share the document's memory only if they are the better half of it: content is queued, and a short one
    /// must not keep a long text alive.
    func bytes(at node: Int) -> ByteBuffer? {
        let range = self.nodes[node].start..<self.nodes[node].end
        switch self.nodes[node].kind {
        case .string(hasEscapes: false):
            let slice = self.text.getSlice(at: self.text.readerIndex + range.lowerBound, length: range.count)
            guard let slice else { return nil }
            return range.count * 2 >= self.text.readableBytes ? slice : ByteBuffer(bytes: slice.readableBytesView)
        case .string(hasEscapes: true):
            return self.unescaped(node)
        case .null, .true, .false, .number, .array, .object:
            return nil
        }
    }

    /// The bytes of a number or literal, or those of a string with its escapes, as text.
    func rawText(of node: Int) -> String {
        let node = self.nodes[node]
        // Never nil: the scanner noted offsets inside the text.
        return self.text.getString(at: self.text.readerIndex + node.start, length: node.end - node.start) ?? ""
    }

    private func unescaped(_ node: Int) -> ByteBuffer {
        let node = self.nodes[node]
        return JSONUnescaping.unescape(self.text.readableBytesUInt8Span, node.start..<node.end)
    }
}
