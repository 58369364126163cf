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
        set {
            self.storage = newValue.map { .value($0) }
        }
    }
}
