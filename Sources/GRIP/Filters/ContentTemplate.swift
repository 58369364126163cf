import NIOCore

/// A text with directives, as the filters `build-id` and `var-subst` fill them in.
///
/// Source: reference "GRIP" 6.1 to 6.3. `%%` is a percent sign in every text.
struct ContentTemplate {
    /// How much longer than the text the filled-in text may be, in bytes.
    ///
    /// A directive of a few bytes can stand for a long value, so a short text could fill the memory.
    static let maximumGrowthBytes = 1_048_576

    /// The text.
    let text: ByteBuffer
    /// Whether what is no directive stays as it is, instead of being an error.
    let isTolerant: Bool

    /// What a directive stands for, from its letter and its argument, which is never empty; `nil` when there is no such
    /// directive.
    typealias Values = (_ letter: UInt8, _ argument: [UInt8]?) throws(TemplateError.Reason) -> [UInt8]?

    /// Fills in the directives; linear in the lengths of the text and of the result.
    ///
    /// The result shares the memory of a text without percent signs.
    func render(_ values: Values) throws(TemplateError) -> ByteBuffer {
        let view = self.text.readableBytesView
        guard view.contains(UInt8(ascii: "%")) else { return self.text }
        var result = ByteBuffer()
        result.reserveCapacity(view.count)
        var position = view.startIndex
        var mayHaveFields = true
        while let marker = view[position...].firstIndex(of: UInt8(ascii: "%")) {
            result.writeBytes(view[position..<marker])
            do throws(TemplateError) {
                let directive = try TemplateDirective(view, at: marker, mayHaveFields: mayHaveFields)
                position = directive.letterIndex + 1
                try self.write(directive, written: view[marker..<position], values, to: &result)
            } catch {
                guard self.isTolerant, let end = Self.literalEnd(after: error, at: marker, in: view) else {
                    throw error
                }
                mayHaveFields = false
                position = end
                result.writeBytes(view[marker..<position])
            }
        }
        result.writeBytes(view[position...])
        return result
    }

    /// Appends what a directive stands for, or the directive as it is written.
    private func write(
        _ directive: TemplateDirective,
        written: ByteBufferView,
        _ values: Values,
        to result: inout ByteBuffer
    ) throws(TemplateError) {
        do throws(TemplateError.Reason) {
            if let bytes = try directive.value(values) {
                let limit = self.text.readableBytes + Self.maximumGrowthBytes
                guard result.readableBytes + bytes.count <= limit else {
                    throw TemplateError.Reason.tooLarge(limitBytes: limit)
                }
                result.writeBytes(bytes)
            } else {
                guard self.isTolerant else { throw TemplateError.Reason.unknownDirective(directive.letter) }
                result.writeBytes(written)
            }
        } catch {
            throw TemplateError(error, position: directive.letterIndex - self.text.readableBytesView.startIndex)
        }
    }

    /// Where the bytes end that stay as they are because the text ends before the letter of a directive; `nil` for
    /// other faults.
    private static func literalEnd(after error: TemplateError, at marker: Int, in view: ByteBufferView) -> Int? {
        switch error.reason {
        // The percent sign and the parenthesis; behind it there may be directives without a field.
        case .unterminatedField, .unfinishedEscape: marker + 2
        case .missingDirective, .emptyField, .missingDirectiveAfterField: view.endIndex
        case .unknownDirective, .missingArgument, .unknownVariable, .noID, .tooLarge: nil
        }
    }
}

extension TemplateDirective {
    /// What the directive stands for; only `%%` means the same in every text.
    fileprivate func value(_ values: ContentTemplate.Values) throws(TemplateError.Reason) -> [UInt8]? {
        if self.letter == UInt8(ascii: "%"), self.argument == nil {
            return [self.letter]
        }
        return try values(self.letter, self.argument)
    }
}
