import CEpoll

/// What can happen to a parked socket, or what it is watched for.
struct Readiness: OptionSet, Hashable, Sendable {
    let rawValue: UInt8

    /// The value as `CEpoll` has it.
    var bits: UInt32 { UInt32(self.rawValue) }

    /// Takes the bits of `CEpoll`, all of which are among the lowest eight.
    init(bits: UInt32) {
        self.init(rawValue: UInt8(truncatingIfNeeded: bits))
    }

    init(rawValue: UInt8) {
        self.rawValue = rawValue
    }

    /// There are bytes to read, or their end.
    static let readable = Readiness(bits: CEPOLL_READABLE)
    /// The client sends nothing more.
    static let ended = Readiness(bits: CEPOLL_ENDED)
    /// There is room to write.
    static let writable = Readiness(bits: CEPOLL_WRITABLE)
    /// Both directions are over; always watched for.
    static let hungUp = Readiness(bits: CEPOLL_HUNG_UP)
    /// The socket has an error; always watched for.
    static let failed = Readiness(bits: CEPOLL_FAILED)
}
