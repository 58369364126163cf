import NIOCore

/// One directive of a ``ContentTemplate``: a percent sign, perhaps an argument in parentheses, and a letter.
///
/// ```
/// %X  %(argument)X  %(with \) and \\)X  %%
/// ```
struct TemplateDirective {
    /// The byte that says what to do; `%` stands for itself.
    let letter: UInt8
    /// The bytes between the parentheses without escapes, `nil` when there are none.
    let argument: [UInt8]?
    /// The index of the letter, the last byte of the directive.
    let letterIndex: Int

    /// Reads the directive that begins with the percent sign at an index.
    ///
    /// - Parameters:
    ///   - text: The whole text.
    ///   - marker: The index of the percent sign.
    ///   - mayHaveFields: `false` when an earlier parenthesis was not closed, for then none of the later ones is.
    /// - Throws: A ``TemplateError`` when the text ends before the letter.
    init(_ text: ByteBufferView, at marker: Int, mayHaveFields: Bool) throws(TemplateError) {
        func error(_ reason: TemplateError.Reason, at index: Int) -> TemplateError {
            TemplateError(reason, position: index - text.startIndex)
        }
        var index = marker + 1
        guard index < text.endIndex else { throw error(.missingDirective, at: marker) }
        var argument: [UInt8] = []
        if text[index] == UInt8(ascii: "(") {
            let fieldStart = index
            index += 1
            guard index < text.endIndex else { throw error(.emptyField, at: fieldStart) }
            guard mayHaveFields else { throw error(.unterminatedField, at: fieldStart) }
            while index < text.endIndex, text[index] != UInt8(ascii: ")") {
                if text[index] == ASCII.backslash {
                    index += 1
                    guard index < text.endIndex else { throw error(.unfinishedEscape, at: index - 1) }
                }
                argument.append(text[index])
                index += 1
            }
            guard index < text.endIndex else { throw error(.unterminatedField, at: fieldStart) }
            index += 1
            guard index < text.endIndex else { throw error(.missingDirectiveAfterField, at: index - 1) }
        }
        self.letter = text[index]
        self.argument = argument.isEmpty ? nil : argument
        self.letterIndex = index
    }
}
