import GRIP
package import NIOCore
package import ProxyFanout

/// Carries out what clients of the command socket ask for (reference: ops 2).
package final class CommandServer: Sendable {
    private let eventLoop: any EventLoop
    private let sink: any PublishSink
    private let connections: any ConnectionDirectory
    private let addresses: ZeroMQAddresses
    private let journal: ZeroMQJournal

    /// A server of commands.
    ///
    /// - Parameters:
    ///   - eventLoop: the loop of the socket.
    ///   - sink: where items go.
    ///   - connections: who knows the connections.
    ///   - addresses: what clients are told of the sockets.
    ///   - journal: counts and logs.
    package init(
        eventLoop: any EventLoop,
        sink: any PublishSink,
        connections: any ConnectionDirectory,
        addresses: ZeroMQAddresses,
        journal: ZeroMQJournal
    ) {
        self.eventLoop = eventLoop
        self.sink = sink
        self.connections = connections
        self.addresses = addresses
        self.journal = journal
    }

    /// Takes a request, on the socket's loop.
    ///
    /// - Parameters:
    ///   - parts: the parts of the request; only one is understood.
    ///   - reply: sends the answer; not called for what cannot be understood.
    package func received(_ parts: [ByteBuffer], reply: @escaping @Sendable (ByteBuffer) -> Void) {
        guard parts.count == 1, let message = parts.first else {
            return self.journal.commandMalformed("parts != 1")
        }
        do {
            let request = try CommandRequest(parsing: message)
            self.carryOut(request.command) { result in
                let response = CommandResponse(id: request.id, result: result)
                self.journal.commandAnswered(response)
                reply(response.bytes)
            }
        } catch {
            self.journal.commandMalformed(error.description)
        }
    }

    private typealias Answer = @Sendable (Result<TNetString, CommandError>) -> Void

    private func carryOut(_ command: Result<Command, CommandError>, answer: @escaping Answer) {
        switch command {
        case .success(.publish(let items)):
            self.sink.publish(items, on: self.eventLoop, waits: .untilQueued) { outcomes in
                answer(ControlResponse.refusalOfAll(outcomes).map { .failure(.publishRefused($0)) } ?? .success(nil))
            }
        case .success(.recover):
            self.sink.recover()
            answer(.success(nil))
        case .success(.refresh(.connection(let id))):
            self.connections.refresh(connectionID: id, on: self.eventLoop).whenSuccess { isKnown in
                answer(isKnown ? .success(nil) : .failure(.itemNotFound))
            }
        case .success(.refresh(.subscribers(let channelName))):
            self.connections.refreshSubscribers(of: channelName)
            answer(.success(nil))
        case .success(.checkConnections(let ids)):
            self.connections.existing(ids, on: self.eventLoop).whenSuccess { existing in
                answer(.success(.list(ids.filter { existing.contains($0) }.map { .text($0) })))
            }
        case .success(.tellAddresses):
            answer(.success(self.addresses.value))
        case .failure(let error):
            answer(.failure(error))
        }
    }
}
