extension HeaderFields {
    /// Walks over the fields in order.
    ///
    /// The standard iterator of a collection would ask for each field through three calls that cannot be specialized
    /// outside this module.
    package struct Iterator: IteratorProtocol {
        private let block: [UInt8]
        private var entries: Array<Entry>.Iterator

        init(_ fields: HeaderFields) {
            self.block = fields.block
            self.entries = fields.entries.makeIterator()
        }

        package mutating func next() -> Field? {
            guard let entry = self.entries.next() else { return nil }
            return Field(block: self.block, entry: entry)
        }
    }

    package func makeIterator() -> Iterator {
        Iterator(self)
    }
}
