/// A piece of work that is done over and over.
protocol MicroBenchmark {
    /// Its name on the command line and in the thresholds.
    static var name: String { get }

    /// How often it is done at least, so that the difference between two runs is much more than their noise.
    static var count: Int { get }

    /// Makes everything that is done once.
    init() throws

    /// Does the work once; throws when the outcome is not the expected.
    mutating func run() throws
}

/// The work had another outcome than it should have.
struct UnexpectedOutcome: Error {}
