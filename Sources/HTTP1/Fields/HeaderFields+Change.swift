extension HeaderFields {
    /// Makes room for fields that will be added, so that adding them moves and copies nothing any more.
    package mutating func makeRoom(forFields count: Int, bytes: Int) {
        self.block.reserveCapacity(self.block.count + bytes)
        self.entries.reserveCapacity(self.entries.count + count)
    }

    /// Adds a field at the end.
    ///
    /// White space around the value is left out. A name that is not a token, or a value with a line end or another
    /// control byte in it, would let its author write into the rest of the head: such a field is not added.
    ///
    /// - Returns: Whether the field was added.
    @discardableResult
    package mutating func append(_ name: String, _ value: String) -> Bool {
        self.append(name: name.utf8, value: value.utf8)
    }

    /// Adds a field at the end, given as bytes; the same rules hold.
    ///
    /// - Returns: Whether the field was added.
    @discardableResult
    package mutating func append(name: some Sequence<UInt8>, value: some Sequence<UInt8>) -> Bool {
        self.compactIfWasteful()
        guard let entry = self.appendLine(name: name, value: value) else { return false }
        self.entries.append(entry)
        self.byteCount += entry.lineLength
        return true
    }

    /// Adds a field of another message at the end.
    package mutating func append(_ field: Field) {
        self.append(name: field.name, value: field.value)
    }

    /// Adds all fields of another message at the end.
    package mutating func append(contentsOf other: HeaderFields) {
        self.compactIfWasteful()
        let base = self.block.count
        if other.isDense {
            self.block.append(contentsOf: other.block)
            self.entries.reserveCapacity(self.entries.count + other.entries.count)
            for var entry in other.entries {
                entry.start += base
                self.entries.append(entry)
            }
            self.byteCount += other.byteCount
        } else {
            for field in other {
                self.append(field)
            }
        }
    }

    /// Removes all fields with the name; linear in the number of fields.
    package mutating func removeAll(_ name: FieldName) {
        // Nothing to remove is the usual case, and then the table is neither copied nor written to.
        guard let first = self.firstPosition(of: name) else { return }
        var kept = first
        for position in first..<self.entries.count {
            let entry = self.entries[position]
            if entry.isNamed(name.lowercased, in: self.block) {
                self.byteCount -= entry.lineLength
            } else {
                self.entries[kept] = entry
                kept += 1
            }
        }
        self.entries.removeLast(self.entries.count - kept)
    }

    /// Removes all fields the condition holds for.
    package mutating func removeAll(where shouldRemove: (Field) -> Bool) {
        guard let first = self.firstIndex(where: shouldRemove) else { return }
        self.byteCount -= self.entries[first].lineLength
        var kept = first
        for position in first + 1..<self.entries.count {
            let entry = self.entries[position]
            if shouldRemove(self[position]) {
                self.byteCount -= entry.lineLength
            } else {
                self.entries[kept] = entry
                kept += 1
            }
        }
        self.entries.removeLast(self.entries.count - kept)
    }

    /// Removes the fields with the name that follow another one with that name.
    mutating func removeAllButFirst(_ name: FieldName) {
        var isFirst = true
        self.removeAll { field in
            guard field.isNamed(name) else { return false }
            defer { isFirst = false }
            return !isFirst
        }
    }

    /// Puts one field with this name and value in the place of the first that has the name, and removes the others.
    ///
    /// Without such a field the new one goes to the end. The name is written as spelled here.
    ///
    /// - Returns: Whether the field is there now; the fields are unchanged if `append` would refuse it.
    @discardableResult
    package mutating func replace(_ name: String, with value: String) -> Bool {
        self.compactIfWasteful()
        let wanted = FieldName(name)
        guard let place = self.firstPosition(of: wanted) else { return self.append(name, value) }
        guard let entry = self.appendLine(name: name.utf8, value: value.utf8) else { return false }
        // No entry before `place` has the name, so the place stays where it is.
        self.removeAll(wanted)
        self.entries.insert(entry, at: place)
        self.byteCount += entry.lineLength
        return true
    }

    /// Writes a line to the end of the block, or leaves the block as it was if the field is not valid.
    private mutating func appendLine(name: some Sequence<UInt8>, value: some Sequence<UInt8>) -> Entry? {
        let start = self.block.count
        self.block.append(contentsOf: name)
        let nameLength = self.block.count - start
        self.block.append(ByteClass.colon)
        self.block.append(ByteClass.space)
        let valueStart = self.block.count
        self.block.append(contentsOf: value)
        let valueEnd = self.block.count
        guard self.block.span.isToken(start..<start + nameLength),
            self.block.span.firstNonFieldContent(from: valueStart) == valueEnd
        else {
            self.block.removeLast(valueEnd - start)
            return nil
        }
        let trimmed = self.block.span.trimmingWhitespace(valueStart..<valueEnd)
        if trimmed != valueStart..<valueEnd {
            self.block.removeLast(valueEnd - trimmed.upperBound)
            self.block.removeSubrange(valueStart..<trimmed.lowerBound)
        }
        let valueLength = self.block.count - valueStart
        self.block.append(ByteClass.carriageReturn)
        self.block.append(ByteClass.lineFeed)
        return Entry(start: start, nameLength: nameLength, valueLength: valueLength)
    }

    /// Rewrites the block when most of it belongs to fields that are gone, so that changes in a loop cannot grow it.
    private mutating func compactIfWasteful() {
        guard self.block.count > 2 * self.byteCount + 4096 else { return }
        self.compact()
    }
}

extension HeaderFields {
    /// Gives up memory that fields to come, or fields that are gone, would have, for fields that are kept long.
    package mutating func compact() {
        var block: [UInt8] = []
        block.reserveCapacity(self.byteCount)
        var entries: [Entry] = []
        entries.reserveCapacity(self.entries.count)
        for entry in self.entries {
            var moved = entry
            moved.start = block.count
            block.append(contentsOf: self.block[entry.start..<entry.lineEnd])
            entries.append(moved)
        }
        self.block = block
        self.entries = entries
    }
}
