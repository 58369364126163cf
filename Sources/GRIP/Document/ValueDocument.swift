import NIOCore

/// A checked text with an index of its values, to read fields from without making a tree.
///
/// The text is JSON or a tnetstring; whoever reads fields sees no difference but that of `notation`. Values are named by
/// their index in ``nodes``; 0 is the root. After an object come its members, each as the node of the name and the nodes
/// of the value; after an array come its elements.
struct ValueDocument {
    /// Nesting beyond this is refused whatever the caller asks for, since trees are built and freed by recursion.
    static let greatestMaximumDepth = 512

    let text: ByteBuffer
    let nodes: [ValueNode]
    /// How the values are written.
    let notation: Notation

    /// Indexes a JSON text.
    init(json text: ByteBuffer, maximumDepth: Int = JSONValue.defaultMaximumDepth) throws(JSONError) {
        let depth = min(maximumDepth, Self.greatestMaximumDepth)
        self.text = text
        self.nodes = try JSONScanner.scan(text.readableBytesUInt8Span, maximumDepth: depth)
        self.notation = .json
    }

    /// Indexes a tnetstring.
    init(tnetstring text: ByteBuffer, maximumDepth: Int) throws(TNetStringError) {
        try self.init(tnetstring: text, maximumDepth: maximumDepth, allowsMore: false)
    }

    /// Indexes the tnetstring of a message.
    ///
    /// Compatibility: whatever follows it there is not looked at, as a line break of a publisher that writes lines.
    init(message text: ByteBuffer) throws(TNetStringError) {
        try self.init(tnetstring: text, maximumDepth: TNetString.defaultMaximumDepth, allowsMore: true)
    }

    private init(tnetstring text: ByteBuffer, maximumDepth: Int, allowsMore: Bool) throws(TNetStringError) {
        let depth = min(maximumDepth, Self.greatestMaximumDepth)
        self.text = text
        self.nodes = try TNetStringScanner.scan(
            text.readableBytesUInt8Span,
            maximumDepth: depth,
            allowsMore: allowsMore
        )
        self.notation = .tnetstring
    }

    func kind(of node: Int) -> ValueNode.Kind {
        self.nodes[node].kind
    }

    /// The text of a string, `nil` for every other type.
    ///
    /// Bytes of a tnetstring that are not UTF-8 become U+FFFD.
    func string(at node: Int) -> String? {
        switch self.nodes[node].kind {
        case .string(hasEscapes: false): self.rawText(of: node)
        case .string(hasEscapes: true): String(buffer: self.unescaped(node))
        case .null, .true, .false, .number, .array, .object: nil
        }
    }

    /// The bytes of a string, without escapes, `nil` for every other type.
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
