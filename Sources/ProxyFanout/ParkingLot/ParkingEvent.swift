/// Something that happened to a parked socket.
struct ParkingEvent: Hashable, Sendable {
    /// The socket.
    let token: ParkingToken
    /// What happened.
    let readiness: Readiness
}
