import NIOCore

/// Refuses to connect to an address that the policy forbids, whatever name led to it.
final class AddressPolicyHandler: ChannelOutboundHandler, RemovableChannelHandler {
    typealias OutboundIn = ByteBuffer

    /// The address is not allowed.
    struct BlockedError: Error {
        let address: SocketAddress
    }

    private let policy: AddressPolicy

    init(policy: AddressPolicy) {
        self.policy = policy
    }

    func connect(context: ChannelHandlerContext, to address: SocketAddress, promise: EventLoopPromise<Void>?) {
        guard self.policy.allows(address) else {
            promise?.fail(BlockedError(address: address))
            return
        }
        context.connect(to: address, promise: promise)
        context.pipeline.syncOperations.removeHandler(self, promise: nil)
    }
}
