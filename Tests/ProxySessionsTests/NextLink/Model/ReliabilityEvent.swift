import ProxySessions

/// What happens in a random sequence.
///
/// Channels are numbers, ids too; times are milliseconds.
enum ReliabilityEvent {
    case publish(ModelItem)
    /// A client's first response is there; its stream or its long poll begins.
    case streamOpened(slot: Int, ModelInstruct)
    case pollHeld(slot: Int, [ModelChannel], timeout: Int64)
    /// The answer to a long poll's replay is no hold.
    case pollAnswered(slot: Int)
    case clientLeft(slot: Int)
    case linkAnswered(slot: Int, ModelAnswer, jitter: Int64)
    case linkBody(slot: Int, byteCount: Int)
    case linkEnded(slot: Int)
    case linkFailed(slot: Int, jitter: Int64)
    case recover
    case timePassed(Int64)
}

struct ModelItem: Equatable {
    var number: Int
    var channel: Int
    var id: Int?
    var previousID: Int?
    var isUnordered: Bool
    var kind: StreamItemKind
}

struct ModelChannel: Equatable {
    var name: Int
    var previousID: Int?
}

struct ModelLink: Equatable {
    var target: Int
    var timeout: Int64
}

struct ModelInstruct: Equatable {
    var isHold: Bool
    var channels: [ModelChannel]
    var link: ModelLink?
}

enum ModelAnswer: Equatable {
    case stream(ModelInstruct)
    case responseHold
    case unsuccessful
}

/// What a client, the origin or a counter notices of an event.
enum ReliabilityEffect: Equatable {
    case duplicate(item: Int)
    case lost(item: Int)
    case delivered(slot: Int, item: Int)
    /// The queue of a stream was full.
    case dropped(slot: Int, item: Int)
    case fetched(slot: Int, target: Int, lastIDs: [Int])
    case retry(slot: Int, at: Int64)
    case ended(slot: Int, ReliabilityEnd)
    case replayed(slot: Int, lastIDs: [Int])
    case timedOut(slot: Int)
}

enum ReliabilityEnd: Equatable {
    case end
    case failed
    case close
}

/// What is compared besides the effects.
struct ReliabilitySummary: Equatable {
    var lastIDs: [Int?]
    var parkedCount: Int
    var pacedCount: Int
}

/// The world of the random sequences: small, so that everything meets everything.
enum ReliabilityWorld {
    static let channelCount = 2
    static let streamSlots = 0..<3
    static let pollSlots = 3..<5
    static let idLifetime: Int64 = 20_000
    static let messageWait: Int64 = 5000
    static let linger: Int64 = 8000
    static let parkedPerChannel = 3
    static let queuedItems = 3
    static let batchSize = 2

    /// A channel and an id as one number, to compare what `Grip-Last` says.
    static func lastID(_ channel: Int, _ id: Int) -> Int { channel * 1_000_000 + id }
}
