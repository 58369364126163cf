package import NIOCore

/// The end of a process: when its holds are told, and when there is nothing left to wait for.
///
/// Holds are told in slices, so that neither their clients nor their origins have them all at once. The driver looks what is
/// open, asks for the next step, does it, and comes back after the time it names. Nothing is waited for without an end: at
/// the end of the grace time it is finished, whatever is open.
package struct DrainMachine: Sendable {
    /// Holds in a slice, if there is time for so small ones.
    package static let holdsPerSlice = 1000
    /// The time between two slices.
    package static let sliceInterval = TimeAmount.milliseconds(100)
    /// The time between two looks when there is nothing to tell.
    package static let lookInterval = TimeAmount.milliseconds(20)
    /// How long clients that have everything may take to close their connections.
    package static let lingerTime = TimeAmount.milliseconds(500)
    /// How long a client may take to answer a Close.
    package static let closeTime = TimeAmount.seconds(2)
    /// Requests to origins at which further holds wait: each may make one more.
    package static let maximumErrands = 4000

    private let grace: TimeAmount
    private let deadline: NIODeadline
    private var sliceSize: Int?
    private var lingerBegan: NIODeadline?

    /// A process that begins to end.
    ///
    /// - Parameters:
    ///   - grace: when it ends at the latest.
    ///   - now: the present time.
    package init(grace: TimeAmount, now: NIODeadline) {
        self.grace = grace
        self.deadline = now + grace
    }

    package enum Step: Equatable, Sendable {
        /// Tell so many holds, then look again after the time.
        case tell(Int, then: TimeAmount)
        /// Look again after the time.
        case wait(TimeAmount)
        /// Nothing is left, or no time.
        case finished
    }

    /// Says what to do next.
    package mutating func step(_ survey: DrainSurvey, now: NIODeadline) -> Step {
        guard now < self.deadline else { return .finished }
        if survey.holds > 0 {
            self.lingerBegan = nil
            let size = self.sliceSize ?? self.size(forHolds: survey.holds)
            self.sliceSize = size
            guard survey.errands < Self.maximumErrands else { return .wait(Self.sliceInterval) }
            return .tell(min(size, survey.holds), then: survey.holds > size ? Self.sliceInterval : Self.lookInterval)
        }
        guard survey.unfinishedCount == 0, survey.errands == 0 else {
            self.lingerBegan = nil
            return .wait(Self.lookInterval)
        }
        guard survey.lingering > 0 else { return .finished }
        let began = self.lingerBegan ?? now
        self.lingerBegan = began
        return now < began + Self.lingerTime ? .wait(Self.lookInterval) : .finished
    }

    /// Slices that take half of the time at most: the rest is for answers to what was told.
    private func size(forHolds count: Int) -> Int {
        let mostSlices = max(1, Int(self.grace.nanoseconds / 2 / Self.sliceInterval.nanoseconds))
        let slices = min((count - 1) / Self.holdsPerSlice + 1, mostSlices)
        return (count - 1) / slices + 1
    }
}
