import NIOCore

extension ValueFormat where Value == Bool {
    /// Yes or no; an empty value is no, as in Pushpin.
    static let boolean = ValueFormat("boolean", expecting: "write true or false") { text in
        switch text.lowercased() {
        case "true", "1", "yes", "on": true
        case "false", "0", "no", "off", "": false
        default: nil
        }
    } print: {
        $0 ? "true" : "false"
    }
}

extension ValueFormat where Value == String {
    /// Any text.
    static let text = ValueFormat(name: "text") {
        $0.text
    } print: {
        $0
    }

    /// The name of a file or directory, which cannot be empty.
    static let path = ValueFormat("path", expecting: "name a file or directory") { text in
        text.isEmpty ? nil : text
    } print: {
        $0
    }

    /// An address to listen on, without a port.
    static let host = ValueFormat("address", expecting: "write an IP address or a host name, without a port") { text in
        ListenAddress.parseHost(text)
    } print: {
        $0
    }
}

extension ValueFormat where Value == String? {
    /// Any text; `nil` when empty.
    static let optionalText = ValueFormat(name: "text") {
        $0.text.isEmpty ? nil : $0.text
    } print: {
        $0 ?? ""
    }

    /// A token (RFC 9110 section 5.6.2) with what else `CDN-Loop` may hold (RFC 8586); `nil` when empty.
    static let headerText = ValueFormat("header text", expecting: "use printable ASCII characters") { text in
        text.utf8.allSatisfy { 0x20...0x7E ~= $0 } ? .some(text.isEmpty ? nil : text) : nil
    } print: {
        $0 ?? ""
    }
}

extension ValueFormat where Value == Secret? {
    /// A key, never shown in an error; `nil` when empty.
    static let secret = ValueFormat(name: "key") {
        $0.text.isEmpty ? nil : Secret($0.text)
    } print: {
        $0?.text ?? ""
    }

    /// A key that must not be empty once it is set.
    static let requiredSecret = ValueFormat(
        name: "key",
        parse: { (value) throws(ValueProblem) in
            guard !value.text.isEmpty else {
                throw ValueProblem(
                    "the key is empty, so everyone could publish",
                    suggestion: "give a key, or remove the setting to allow that"
                )
            }
            return Secret(value.text)
        },
        print: { $0?.text ?? "" }
    )
}

extension ValueFormat where Value == Int {
    /// A whole number.
    static func integer(_ range: ClosedRange<Int>, expecting suggestion: String? = nil) -> ValueFormat {
        let suggestion = suggestion ?? "write a whole number from \(range.lowerBound) to \(range.upperBound)"
        return ValueFormat("integer", expecting: suggestion) { text in
            Int(text).flatMap { range.contains($0) ? $0 : nil }
        } print: {
            String($0)
        }
    }

    /// A number of bytes, optionally with the unit `k`, `m` or `g` (1024 each).
    static func bytes(_ range: ClosedRange<Int>) -> ValueFormat {
        let suggestion = "write a number from \(range.lowerBound) to \(range.upperBound), or one with k, m or g"
        return ValueFormat("number of bytes", expecting: suggestion) { text in
            Quantity.parse(text, units: ["k": 1 << 10, "m": 1 << 20, "g": 1 << 30], plain: 1)
                .flatMap { range.contains($0) ? $0 : nil }
        } print: {
            String($0)
        }
    }
}

extension ValueFormat where Value == Int? {
    /// A number of bytes; `nil` when empty, zero or less.
    static let optionalBytes = ValueFormat("number of bytes", expecting: "write a number, or nothing for off") { text in
        text.isEmpty ? .some(nil) : Int(text).map { $0 > 0 ? $0 : nil }
    } print: {
        $0.map { String($0) } ?? ""
    }

    /// A port; `nil` when empty or -1.
    static let optionalPort = ValueFormat("port", expecting: "write a number from 1 to 65535, or nothing for off") {
        $0.isEmpty || $0 == "-1" ? .some(nil) : ListenAddress.parsePort($0).map { .some($0) }
    } print: {
        $0.map { String($0) } ?? ""
    }
}

extension ValueFormat where Value == TimeAmount {
    /// A time in seconds, or with one of the units `ms`, `s`, `m` and `h`.
    static let seconds = Self.time("number of seconds", plain: 1000)

    /// A time in seconds that cannot be zero.
    static let timeout = Self.time("number of seconds", plain: 1000, minimum: 1)

    /// A time in seconds; zero and negative numbers are zero, which turns something off.
    static let secondsOrOff = Self.time("number of seconds", plain: 1000, takesNegative: true)

    /// A time in milliseconds, or with one of the units `ms`, `s`, `m` and `h`.
    static let milliseconds = Self.time("number of milliseconds", plain: 1)

    /// Ten years, in milliseconds: far from where sums of times could overflow.
    private static let maximum = 10 * 366 * 86_400_000

    private static func time(
        _ name: String,
        plain: Int,
        minimum: Int = 0,
        takesNegative: Bool = false
    ) -> ValueFormat {
        let suggestion =
            "write a number\(minimum > 0 ? " above 0" : ""), or one with a unit: 500ms, 10s, 2m, 1h"
        return ValueFormat(name, expecting: suggestion) { text in
            if takesNegative, let number = Int(text), number < 0 {
                return .zero
            }
            return Quantity.parse(text, units: ["ms": 1, "s": 1000, "m": 60_000, "h": 3_600_000], plain: plain)
                .flatMap { minimum...Self.maximum ~= $0 ? .milliseconds(Int64($0)) : nil }
        } print: { amount in
            let milliseconds = Int(amount.nanoseconds / 1_000_000)
            return milliseconds % plain == 0 ? String(milliseconds / plain) : "\(milliseconds)ms"
        }
    }
}

extension ValueFormat {
    /// A value that needs no check.
    fileprivate init(
        name: String,
        _ read: @escaping @Sendable (IniValue) -> Value,
        print: @escaping @Sendable (Value) -> String
    ) {
        self.init(name: name, parse: { (value) throws(ValueProblem) in read(value) }, print: print)
    }
}
