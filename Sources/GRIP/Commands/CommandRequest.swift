public import NIOCore

/// A request on the command socket: a tnetstring dictionary with a method and its arguments.
///
/// Source: reference "operations" 2.
public struct CommandRequest: Sendable, Equatable {
    /// What the answer repeats, so that its client knows what it answers; empty when the request has none.
    public var id: ByteBuffer
    /// What is asked for, or why it cannot be done.
    public var command: Result<Command, CommandError>

    /// Creates a request.
    public init(id: ByteBuffer = ByteBuffer(), command: Result<Command, CommandError>) {
        self.id = id
        self.command = command
    }

    /// Parses one part of a message.
    ///
    /// - Throws: A ``CommandRequestError`` for what cannot be answered.
    public init(parsing message: ByteBuffer) throws(CommandRequestError) {
        let document: ValueDocument
        do {
            document = try ValueDocument(message: message)
        } catch {
            throw .notTNetString(error)
        }
        let fields = try CommandFields(document, object: 0, subject: "command")
        self.id = try fields.bytes("id") ?? ByteBuffer()
        guard let method = try fields.string("method") else { throw fields.missing("method") }
        let arguments = try fields.object("args")
        do throws(CommandError) {
            self.command = .success(try Self.command(method, arguments))
        } catch {
            self.command = .failure(error)
        }
    }

    private static func command(_ method: String, _ arguments: CommandFields?) throws(CommandError) -> Command {
        switch method {
        case "publish": .publish(try Self.items(of: arguments))
        case "recover": .recover
        case "refresh": .refresh(try Self.refreshTarget(of: arguments))
        case "conncheck": .checkConnections(try Self.connectionIDs(of: arguments))
        case "get-zmq-uris": .tellAddresses
        default: throw .methodNotFound
        }
    }

    private static func items(of arguments: CommandFields?) throws(CommandError) -> [PublishItem] {
        do throws(PublishError) {
            guard let arguments else { throw .itemsMissing }
            return try PublishRequest(of: arguments.document, at: arguments.object).items
        } catch {
            throw .badRequest(error.description)
        }
    }

    private static func refreshTarget(of arguments: CommandFields?) throws(CommandError) -> Command.RefreshTarget {
        do {
            if let id = try arguments?.string("cid") { return .connection(id) }
            if let name = try arguments?.string("channel") { return .subscribers(channel: name) }
        } catch {
            throw .badRequest(nil)
        }
        throw .badRequest(nil)
    }

    private static func connectionIDs(of arguments: CommandFields?) throws(CommandError) -> [String] {
        do {
            if let ids = try arguments?.strings("ids") { return ids }
        } catch {
            throw .badRequest(nil)
        }
        throw .badRequest(nil)
    }
}

/// The fields of a command, or of its arguments.
private typealias CommandFields = ObjectFields<CommandRequestError>
