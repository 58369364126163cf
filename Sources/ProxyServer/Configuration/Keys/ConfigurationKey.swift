/// One setting: its name, how its text is read, and where in the `Configuration` it goes.
package struct ConfigurationKey: Sendable {
    /// What a setting does in Holdfast.
    package enum Effect: Sendable {
        /// What it says.
        case inForce
        /// Nothing yet: the feature it belongs to is still missing. The value is checked.
        case notYet
        /// Nothing, ever: it concerns the processes that Pushpin consists of. The value is not looked at.
        case never
    }

    /// Section and key.
    package let name: KeyName
    /// The kind of value and its unit, as in docs/configuration.md.
    package let typeName: String
    /// What it does.
    package let effect: Effect
    /// Whether only Holdfast has it.
    package let isOwn: Bool
    /// Whether it is another name for a setting, kept for old files.
    package let isAlias: Bool
    /// Whether the value is a key, which is not to be shown.
    package let isSecret: Bool

    /// Reads a text into the configuration.
    let apply: @Sendable (IniValue, inout Configuration) throws(ValueProblem) -> Void
    /// Writes the value in the configuration as text.
    private let text: @Sendable (Configuration) -> String

    /// A setting with a place in the configuration.
    init<Value>(
        _ section: KeyName.Section,
        _ name: String,
        _ format: ValueFormat<Value>,
        _ path: any WritableKeyPath<Configuration, Value> & Sendable,
        _ effect: Effect = .inForce,
        isOwn: Bool = false,
        isAlias: Bool = false
    ) {
        self.name = KeyName(section, name)
        self.typeName = format.name
        self.effect = effect
        self.isOwn = isOwn
        self.isAlias = isAlias
        self.isSecret = Value.self == Secret?.self
        self.apply = { (value, configuration) throws(ValueProblem) in
            configuration[keyPath: path] = try format.parse(value)
        }
        self.text = { format.print($0[keyPath: path]) }
    }

    /// A setting that is accepted and has no place.
    init(ignored section: KeyName.Section, _ name: String) {
        self.name = KeyName(section, name)
        self.typeName = "any"
        self.effect = .never
        self.isOwn = false
        self.isAlias = false
        self.isSecret = false
        self.apply = { _, _ in }
        self.text = { _ in "" }
    }

    /// The value in `configuration`, as it could stand in a file; secrets are shown, so it is not for logs.
    package func text(in configuration: Configuration) -> String {
        self.text(configuration)
    }

    /// The variable that sets it: `HOLDFAST_` and the key in capitals, without the section; `nil` for names that a
    /// setting of another section has.
    package var environmentName: String? {
        ConfigurationKeys.environmentOwner(of: self.name.name) == self.name
            ? "HOLDFAST_" + self.name.name.uppercased() : nil
    }
}
