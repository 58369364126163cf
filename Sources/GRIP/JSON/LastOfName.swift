/// The rule for objects that give a name twice: the last one counts.
enum LastOfName {
    /// The entries without those whose name comes again later.
    static func filter<Entry>(_ entries: [Entry], name: (Entry) -> String) -> [Entry] {
        var seen = Set<ExactString>(minimumCapacity: entries.count)
        // Objects without repeated names, which is nearly all of them, are kept as they are.
        guard !entries.allSatisfy({ seen.insert(ExactString(name($0))).inserted }) else { return entries }
        seen.removeAll(keepingCapacity: true)
        return entries.reversed().filter { seen.insert(ExactString(name($0))).inserted }.reversed()
    }
}
