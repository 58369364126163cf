import NIOCore

/// A JSON number, kept as the text it was written with so that it is passed on unchanged.
public struct JSONNumber: Sendable {
    /// The number as written, always of the form RFC 8259 section 6 asks for.
    public let text: String

    /// Creates a whole number.
    public init(_ value: Int) {
        self.text = String(value)
    }

    /// Creates a number with a fraction; `nil` for infinities and for "not a number", which JSON cannot write.
    public init?(_ value: Double) {
        guard value.isFinite else { return nil }
        self.text = String(describing: value)
    }

    /// Creates a number from text that a scanner has already found to be well formed.
    init(validated text: String) {
        self.text = text
    }

    /// Whether bytes are one number and nothing else: a finite one, or if asked for, a whole one that fits an `Int`.
    static func isWellFormed(_ text: Span<UInt8>, wholeThatFits: Bool) -> Bool {
        do throws(JSONError) {
            let nodes = try JSONScanner.scan(text, maximumDepth: 0)
            guard nodes.first?.kind == .number, nodes.first?.start == 0, nodes.first?.end == text.count else {
                return false
            }
        } catch {
            return false
        }
        var digits = ByteBuffer()
        for index in text.indices {
            digits.writeInteger(text[index])
        }
        let number = JSONNumber(validated: String(buffer: digits))
        return wholeThatFits ? number.int != nil : number.double.isFinite
    }

    /// The value if the number is written as a whole number and fits, else `nil`.
    public var int: Int? {
        Int(self.text)
    }

    /// The nearest whole number, halves away from zero; what does not fit becomes the greatest or least that does.
    public var rounded: Int {
        self.int ?? Self.clamped(self.double.rounded(.toNearestOrAwayFromZero))
    }

    /// The greatest whole number that is not above; what does not fit becomes the greatest or least that does.
    public var floored: Int {
        self.int ?? Self.clamped(self.double.rounded(.down))
    }

    private static func clamped(_ value: Double) -> Int {
        Int(exactly: value) ?? (value < 0 ? .min : .max)
    }

    /// The nearest double; numbers beyond its range become infinite.
    public var double: Double {
        Double(self.text) ?? .nan
    }
}

extension JSONNumber: Equatable {
    /// Compares values, not spellings: `1`, `1.0` and `1e0` are equal (RFC 6902 section 4.6).
    public static func == (a: Self, b: Self) -> Bool {
        if let left = a.int, let right = b.int {
            return left == right
        }
        return a.double == b.double
    }
}
