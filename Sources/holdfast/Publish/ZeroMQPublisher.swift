import GRIP
import NIOCore
import NIOPosix
import ZMTP

/// Publishes over a PUSH socket.
enum ZeroMQPublisher {
    /// Time for the connection and the item together.
    private static let timeout = Duration.seconds(10)

    /// Sends one item as a tnetstring.
    static func publish(_ item: ItemDocument, to endpoint: ZMTPEndpoint) async throws(PublishFailure) {
        var message = ByteBuffer()
        message.writeStaticString("T")
        item.item(in: TNetString.self).write(to: &message)
        let socket = PushSocket(eventLoop: MultiThreadedEventLoopGroup.singleton.any())
        socket.connect(endpoint)
        let isSent = await Self.send(message, over: socket)
        await socket.close()
        guard isSent else {
            throw PublishFailure("no PULL socket answers at \(endpoint); is it running, and is this its push_in_spec?")
        }
    }

    private static func send(_ message: ByteBuffer, over socket: PushSocket) async -> Bool {
        await withTaskGroup { group in
            group.addTask {
                await socket.send([message])
                return true
            }
            group.addTask {
                // Ends early only when the message was sent.
                try? await Task.sleep(for: Self.timeout)
                await socket.close()
                return false
            }
            let isSent = await group.next() ?? false
            group.cancelAll()
            return isSent
        }
    }
}
