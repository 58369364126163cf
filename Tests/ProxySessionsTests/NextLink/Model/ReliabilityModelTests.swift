import Testing

/// Random sequences against the plain model.
struct ReliabilityModelTests {
    private static let sequencesPerRun = 625
    private static let eventsPerSequence = 40

    /// 16 runs of 625 sequences, each with a seed of its own: 10,000 in all.
    @Test(arguments: 0..<16 as Range<UInt64>)
    func randomSequencesNeverDivergeFromTheModel(run: UInt64) {
        for sequence in 0..<UInt64(Self.sequencesPerRun) {
            let seed = run << 32 | sequence
            guard let divergence = Self.divergence(seed: seed) else { continue }
            Issue.record("seed \(seed): \(divergence)")
            return
        }
    }

    /// The sequences must reach what they are made for.
    @Test func theSequencesReachEveryEffect() {
        var counts: [String: Int] = [:]
        for seed in 0..<300 as Range<UInt64> {
            var generator = ReliabilityGenerator(seed: seed)
            var model = ReliabilityModel()
            for event in generator.sequence(count: Self.eventsPerSequence) {
                for effect in model.apply(event) {
                    counts[String(describing: effect).prefix { $0 != "(" }.description, default: 0] += 1
                }
            }
        }
        let names = [
            "duplicate", "lost", "delivered", "dropped", "fetched", "retry", "ended", "replayed", "timedOut",
        ]
        for name in names {
            #expect(counts[name, default: 0] >= 10, "\(name): \(counts)")
        }
    }

    /// Where the two part ways, with everything that led there.
    private static func divergence(seed: UInt64) -> String? {
        var generator = ReliabilityGenerator(seed: seed)
        let events = generator.sequence(count: Self.eventsPerSequence)
        var model = ReliabilityModel()
        let rig = ReliabilityRig()
        for (position, event) in events.enumerated() {
            let expected = model.apply(event)
            let actual = rig.apply(event)
            guard actual != expected || rig.summary != model.summary else { continue }
            let history = events.prefix(position + 1).map { "\($0)" }.joined(separator: "\n")
            return """
                after \(position + 1) events the values answer \(actual) \(rig.summary), \
                the model \(expected) \(model.summary)
                \(history)
                """
        }
        return nil
    }
}
