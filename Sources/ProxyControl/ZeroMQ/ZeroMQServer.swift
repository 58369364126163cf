import Logging
import NIOCore
import ProxyFanout
package import ZMTP

/// The ZeroMQ sockets for publishers and for commands (reference: ops 1, 2).
package final class ZeroMQServer: Sendable {
    /// Why the sockets could not be opened.
    package struct OpenError: Error, CustomStringConvertible {
        /// What the socket is for.
        package let role: ZeroMQRole
        /// What is wrong with which address.
        package let error: ZMTPBindError

        /// One line that names the setting and the address.
        package var description: String { "\(self.role.key): \(self.error)" }
    }

    private let pull: PullSocket?
    private let subscribe: SubSocket?
    private let command: ReplySocket?

    private init(pull: PullSocket?, subscribe: SubSocket?, command: ReplySocket?) {
        self.pull = pull
        self.subscribe = subscribe
        self.command = command
    }

    /// Opens all sockets that are configured, or none.
    ///
    /// - Parameters:
    ///   - configuration: what the operator chose.
    ///   - environment: what the sockets use.
    /// - Returns: the server, which listens.
    /// - Throws: `OpenError` for the first address that cannot be bound.
    package static func open(
        _ configuration: ZeroMQConfiguration,
        _ environment: ZeroMQEnvironment
    ) async throws -> ZeroMQServer {
        let server = try await ZeroMQServer(
            pull: configuration.pull.isEmpty ? nil : Self.makePull(configuration, environment),
            subscribe: configuration.subscribe.isEmpty ? nil : Self.makeSubscriber(configuration, environment),
            command: configuration.command.isEmpty ? nil : Self.makeCommand(configuration, environment)
        )
        do {
            try await server.bind(configuration, environment)
        } catch {
            await server.close()
            throw error
        }
        return server
    }

    /// Closes all sockets and their connections.
    package func close() async {
        await self.pull?.close()
        await self.subscribe?.close()
        await self.command?.close()
    }

    private func bind(_ configuration: ZeroMQConfiguration, _ environment: ZeroMQEnvironment) async throws {
        if let pull {
            try await Self.bind(.pull, configuration.pull, environment) { try await pull.bind($0) }
        }
        if let subscribe {
            try await Self.bind(.subscribe, configuration.subscribe, environment) { endpoint in
                guard configuration.subscribersConnect else { return try await subscribe.bind(endpoint) }
                subscribe.connect(endpoint)
                return endpoint
            }
        }
        if let command {
            try await Self.bind(.command, configuration.command, environment) { try await command.bind($0) }
        }
    }

    private static func bind(
        _ role: ZeroMQRole,
        _ endpoints: [ZMTPEndpoint],
        _ environment: ZeroMQEnvironment,
        _ bind: (ZMTPEndpoint) async throws -> ZMTPEndpoint
    ) async throws {
        var addresses: [String] = []
        for endpoint in endpoints {
            do {
                addresses.append(try await bind(endpoint).description)
            } catch let error as ZMTPBindError {
                throw OpenError(role: role, error: error)
            }
        }
        environment.logger.info("\(role.title): \(addresses.joined(separator: ", "))")
    }
}

// MARK: - Making

extension ZeroMQServer {
    private static func makePull(
        _ configuration: ZeroMQConfiguration,
        _ environment: ZeroMQEnvironment
    ) async throws -> PullSocket {
        let eventLoop = environment.group.next()
        let journal = try await Self.makeJournal(.pull, on: eventLoop, environment)
        let input = try await Self.makeInput(.item, on: eventLoop, environment, journal)
        let options = Self.options(configuration, environment, journal)
        let socket = PullSocket(eventLoop: eventLoop, options: options) { input.value.received($0) }
        try await eventLoop.submit { input.value.attach(socket) }.get()
        return socket
    }

    private static func makeSubscriber(
        _ configuration: ZeroMQConfiguration,
        _ environment: ZeroMQEnvironment
    ) async throws -> SubSocket {
        let eventLoop = environment.group.next()
        let journal = try await Self.makeJournal(.subscribe, on: eventLoop, environment)
        let input = try await Self.makeInput(.topicAndItem, on: eventLoop, environment, journal)
        let options = Self.options(configuration, environment, journal)
        let socket = SubSocket(eventLoop: eventLoop, options: options) { input.value.received($0) }
        try await eventLoop.submit { input.value.attach(socket) }.get()
        environment.hub.watchChannels(TopicForwarder(to: socket, on: eventLoop))
        return socket
    }

    private static func makeCommand(
        _ configuration: ZeroMQConfiguration,
        _ environment: ZeroMQEnvironment
    ) async throws -> ReplySocket {
        let eventLoop = environment.group.next()
        let journal = try await Self.makeJournal(.command, on: eventLoop, environment)
        let server = CommandServer(
            eventLoop: eventLoop,
            sink: environment.hub,
            connections: environment.connections,
            addresses: configuration.addresses,
            journal: journal
        )
        let options = Self.options(configuration, environment, journal)
        return ReplySocket(eventLoop: eventLoop, options: options) { parts, handle in
            server.received(parts) { handle.reply([$0]) }
        }
    }

    private static func makeJournal(
        _ role: ZeroMQRole,
        on eventLoop: any EventLoop,
        _ environment: ZeroMQEnvironment
    ) async throws -> ZeroMQJournal {
        let counters = try await eventLoop.submit { environment.counters(eventLoop) }.get()
        return ZeroMQJournal(role, logger: environment.logger, counters: counters)
    }

    private static func makeInput(
        _ form: MessageForm,
        on eventLoop: any EventLoop,
        _ environment: ZeroMQEnvironment,
        _ journal: ZeroMQJournal
    ) async throws -> NIOLoopBound<ItemInput> {
        try await eventLoop.submit {
            let input = ItemInput(form, eventLoop: eventLoop, sink: environment.hub, journal: journal)
            return NIOLoopBound(input, eventLoop: eventLoop)
        }.get()
    }

    private static func options(
        _ configuration: ZeroMQConfiguration,
        _ environment: ZeroMQEnvironment,
        _ journal: ZeroMQJournal
    ) -> ZMTPOptions {
        var limits = ZMTPLimits()
        limits.peers = environment.limits.zmqConnections
        limits.messageBytes = environment.limits.zmqMessageBytes
        return ZMTPOptions(limits: limits, ipcFileMode: configuration.fileMode) { journal.record($0) }
    }
}
