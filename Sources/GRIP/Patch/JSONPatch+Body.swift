public import NIOCore

extension JSONPatch {
    /// Changes a body that is JSON text.
    ///
    /// The result is compact, the members of objects are in the order of the bytes of their names, and a line end
    /// after the original is kept. Source: reference "GRIP" 3.3.
    /// - Parameter original: The body, which must be an object or an array.
    /// - Returns: The changed body.
    /// - Throws: A ``JSONPatchError`` when the body is not such JSON, before or after the changes, or when one of the
    ///   changes cannot be made.
    public func patchedBody(_ original: ByteBuffer) throws(JSONPatchError) -> ByteBuffer {
        let document: JSONValue
        do {
            document = try JSONValue(parsing: original)
        } catch {
            throw JSONPatchError(.documentNotJSON(error))
        }
        guard document.isContainer else { throw JSONPatchError(.documentNotAContainer) }
        let patched = try self.apply(to: document)
        guard patched.isContainer else { throw JSONPatchError(.documentNotAContainer) }
        var body = ByteBuffer()
        body.reserveCapacity(original.readableBytes)
        patched.write(to: &body, sortedKeys: true)
        let end = original.readableBytesView.suffix(2)
        if end.last == ASCII.lineFeed {
            body.writeBytes(end.first == ASCII.carriageReturn ? end : end.suffix(1))
        }
        return body
    }

    /// Changes a body that is JSON text by a patch that was not read yet.
    ///
    /// - Parameters:
    ///   - original: The body, which must be an object or an array.
    ///   - patch: The array of operations.
    /// - Returns: The changed body; see ``patchedBody(_:)``.
    /// - Throws: A ``JSONPatchError`` for the first fault.
    public static func patchedBody(
        _ original: ByteBuffer,
        patch: JSONValue
    ) throws(JSONPatchError) -> ByteBuffer {
        try Self(parsing: patch).patchedBody(original)
    }
}

extension JSONValue {
    fileprivate var isContainer: Bool {
        switch self {
        case .array, .object: true
        case .null, .bool, .number, .string: false
        }
    }
}
