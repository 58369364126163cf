/// An optional value that is seldom there: it has a place of its own, and costs a pointer where it is not.
///
/// For properties of what there is one of per held connection.
@propertyWrapper
package struct Boxed<Value> {
    private indirect enum Storage {
        case value(Value)
    }

    private var storage: Storage?

    package init(wrappedValue: Value?) {
        self.storage = wrappedValue.map { .value($0) }
    }

    package var wrappedValue: Value? {
        get {
            guard case .value(let value)? = self.storage else { return nil }
            return value
        }
        _modify {
            // Taken out meanwhile, so that a buffer within is changed where it is.
            var value = self.wrappedValue
            self.storage = nil
            defer { self.storage = value.map { .value($0) } }
            yield &value
        }
    }
}
