import NIOCore
import ProxyFanout
import ProxySessions
import ZMTP

/// The statistics socket.
///
/// Reference: ops 3.
struct StatisticsSocket: StatisticsOutput {
    /// What may wait for a subscriber; more is dropped (reference: ops 3).
    private static let queuedMessages = 200_000

    private let socket: PublisherSocket
    /// By topic, in their order.
    private let interests: [TopicInterest]

    /// A socket that listens nowhere yet.
    ///
    /// - Parameters:
    ///   - eventLoop: owns the socket.
    ///   - fileMode: the permission bits of a Unix socket.
    ///   - report: told of what an operator should know.
    init(on eventLoop: any EventLoop, fileMode: UInt32?, report: @escaping @Sendable (ZMTPEvent) -> Void) {
        var options = ZMTPOptions()
        options.ipcFileMode = fileMode
        options.limits.queuedMessages = Self.queuedMessages
        options.report = report
        let socket = PublisherSocket(eventLoop: eventLoop, options: options)
        self.socket = socket
        self.interests = StatisticsTopic.allCases.map { socket.interest(in: $0.prefix) }
    }

    /// Listens; gives the address in use.
    func bind(_ endpoint: ZMTPEndpoint) async throws -> ZMTPEndpoint {
        try await self.socket.bind(endpoint)
    }

    /// Closes the socket and removes its file.
    func close() async {
        await self.socket.close()
    }

    /// Packets that subscribers did not take in time.
    var droppedPackets: Int { self.socket.droppedMessages }

    func isWanted(_ topic: StatisticsTopic) -> Bool {
        switch topic {
        case .activity: self.interests[0].isWanted
        case .counts: self.interests[1].isWanted
        case .message: self.interests[2].isWanted
        case .connection: self.interests[3].isWanted
        case .subscription: self.interests[4].isWanted
        case .report: self.interests[5].isWanted
        }
    }

    func send(_ packet: ByteBuffer) {
        self.socket.send(packet)
    }
}
