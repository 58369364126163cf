/// What another configuration changes in a running process.
struct ReloadDifference: Equatable, Sendable {
    /// Settings that take effect at once.
    let applied: [KeyName]
    /// Settings that take effect after a restart.
    let waiting: [KeyName]

    /// Compares configurations, in the order of docs/configuration.md.
    ///
    /// - Parameters:
    ///   - new: what was read.
    ///   - present: what is in force of the settings that can change.
    ///   - started: what the process was started with, and so is in force of the others.
    init(to new: Configuration, from present: Configuration, startedWith started: Configuration) {
        var applied: [KeyName] = []
        var waiting: [KeyName] = []
        for key in ConfigurationKeys.all where !key.isAlias && key.effect != .never {
            let value = key.text(in: new)
            if ConfigurationKeys.reloadable.contains(key.name) {
                if value != key.text(in: present) { applied.append(key.name) }
            } else if value != key.text(in: started) {
                waiting.append(key.name)
            }
        }
        self.applied = applied
        self.waiting = waiting
    }
}
