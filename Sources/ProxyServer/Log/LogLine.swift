import GRIP
import Logging
import NIOCore

/// One record of the log, before it is written in one of the formats.
///
/// Nothing in it can begin a line of its own: control characters are written out.
struct LogLine {
    let time: LogTime
    let level: Logger.Level
    let message: String
    let metadata: Logger.Metadata

    /// The line with its end.
    func text(_ format: LogFormat) -> String {
        switch format {
        case .pushpin: self.pushpin
        case .text: self.plain
        case .json: self.json
        }
    }

    private var fields: [(key: String, value: String)] {
        self.metadata.map { ($0.key, "\($0.value)") }.sorted { $0.key < $1.key }
    }

    /// Reference: ops 5.1; what follows the message is not Pushpin's.
    private var pushpin: String {
        var text = self.message
        for (key, value) in self.fields {
            text += " \(key)=\(value)"
        }
        return "[\(self.level.shortName)] \(self.time.pushpin) \(text.escapingControls())\n"
    }

    private var plain: String {
        var text = "\(self.time.standard) \(self.level.shortName) \(self.message.escapingControls())"
        for (key, value) in self.fields {
            let escaped = value.escapingControls()
            text += " \(key)=\(escaped.needsQuotes ? escaped.quoted : escaped)"
        }
        return text + "\n"
    }

    private var json: String {
        var members = [
            JSONObject.Member(name: "time", value: .string(self.time.standard)),
            JSONObject.Member(name: "level", value: .string(self.level.longName)),
            JSONObject.Member(name: "message", value: .string(self.message)),
        ]
        members += self.fields.map { JSONObject.Member(name: $0.key, value: .string($0.value)) }
        var line = ByteBuffer()
        JSONValue.object(JSONObject(members)).write(to: &line)
        line.writeStaticString("\n")
        return String(buffer: line)
    }
}

extension Logger.Level {
    /// The level as it stands in Pushpin's lines.
    fileprivate var shortName: String {
        switch self {
        case .trace: "TRACE"
        case .debug: "DEBUG"
        case .info, .notice: "INFO"
        case .warning: "WARN"
        case .error, .critical: "ERR"
        }
    }

    /// The level as collectors of logs know it.
    fileprivate var longName: String {
        switch self {
        case .trace: "trace"
        case .debug: "debug"
        case .info, .notice: "info"
        case .warning: "warning"
        case .error, .critical: "error"
        }
    }
}

extension String {
    /// With control characters written as `\xHH`.
    fileprivate func escapingControls() -> String {
        guard self.utf8.contains(where: { $0 < 0x20 || $0 == 0x7f }) else { return self }
        var escaped = ""
        for scalar in self.unicodeScalars {
            if scalar.value < 0x20 || scalar.value == 0x7f {
                let digits = String(scalar.value, radix: 16)
                escaped += digits.count == 1 ? "\\x0\(digits)" : "\\x\(digits)"
            } else {
                escaped.unicodeScalars.append(scalar)
            }
        }
        return escaped
    }

    /// Whether a reader could not tell where the value ends.
    fileprivate var needsQuotes: Bool {
        self.isEmpty || self.utf8.contains { $0 == UInt8(ascii: " ") || $0 == UInt8(ascii: "\"") }
    }

    fileprivate var quoted: String {
        var text = "\""
        for character in self.unicodeScalars {
            if character == "\"" || character == "\\" { text += "\\" }
            text.unicodeScalars.append(character)
        }
        return text + "\""
    }
}
