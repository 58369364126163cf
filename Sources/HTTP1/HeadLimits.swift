/// What a message head may cost its receiver.
package struct HeadLimits: Sendable, Equatable {
    /// The longest head in bytes, start line, line ends and the empty line included; also the longest trailer section.
    package var headBytes: Int

    /// The most field lines in a head or in a trailer section.
    package var fieldCount: Int

    /// The longest request target in bytes.
    package var targetBytes: Int

    package init(headBytes: Int, fieldCount: Int, targetBytes: Int) {
        self.headBytes = headBytes
        self.fieldCount = fieldCount
        self.targetBytes = targetBytes
    }
}
