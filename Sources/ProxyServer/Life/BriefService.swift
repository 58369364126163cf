import ServiceLifecycle

/// A service that says nothing of itself.
///
/// A `ServiceGroup` prints its services when it is made, and of each everything that can be reached from it: that took half
/// of the instructions from start to first answer.
struct BriefService: Service, CustomStringConvertible {
    private let service: any Service

    init(_ service: any Service) {
        self.service = service
    }

    var description: String { "service" }

    func run() async throws {
        try await self.service.run()
    }
}
