/// Where one value of a scanned text is, and where the value after it is noted.
struct ValueNode {
    enum Kind: Equatable {
        case null
        case `true`
        case `false`
        case number
        case string(hasEscapes: Bool)
        case array
        case object
    }

    let kind: Kind
    private let start32: UInt32
    private var end32: UInt32
    private var next32: UInt32

    init(kind: Kind, start: Int, end: Int, next: Int) {
        self.kind = kind
        self.start32 = UInt32(truncatingIfNeeded: start)
        self.end32 = UInt32(truncatingIfNeeded: end)
        self.next32 = UInt32(truncatingIfNeeded: next)
    }

    /// The offset of the value's first byte; of a string, of the byte after the opening quote.
    ///
    /// In a tnetstring, that of the first byte of the data.
    var start: Int { Int(self.start32) }

    /// The offset after the value's last byte; of a string, that of the closing quote.
    var end: Int {
        get { Int(self.end32) }
        set { self.end32 = UInt32(truncatingIfNeeded: newValue) }
    }

    /// The index of the node after this value and all that it contains.
    var next: Int {
        get { Int(self.next32) }
        set { self.next32 = UInt32(truncatingIfNeeded: newValue) }
    }
}
