/// A connection's place among those that the gate has let in; given back when its channel closes.
///
/// A connection that is parked takes it along. Belongs to the loop of the connection.
final class ConnectionPass {
    private var gate: ConnectionGate?

    init(_ gate: ConnectionGate) {
        self.gate = gate
    }

    /// Somebody else gives the place back.
    func handOver() {
        self.gate = nil
    }

    /// The channel is closed.
    func channelClosed() {
        self.gate?.leave()
        self.gate = nil
    }
}
