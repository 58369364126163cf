import NIOCore

/// An object that belongs to one event loop, for the use of others.
struct LoopReference<Value: AnyObject>: Sendable {
    private let eventLoop: any EventLoop
    private let bound: NIOLoopBound<Value>

    /// A reference, made on the loop that the object belongs to.
    init(_ value: Value, on eventLoop: any EventLoop) {
        self.eventLoop = eventLoop
        self.bound = NIOLoopBound(value, eventLoop: eventLoop)
    }

    /// The object, to its own loop.
    var local: Value? {
        self.eventLoop.inEventLoop ? self.bound.value : nil
    }

    /// Calls the object on its loop: at once where this is the loop, so calls from one place stay in order.
    func call(_ body: @escaping @Sendable (Value) -> Void) {
        if self.eventLoop.inEventLoop {
            body(self.bound.value)
        } else {
            self.execute(body)
        }
    }

    /// Calls the object in a later turn of its loop.
    func execute(_ body: @escaping @Sendable (Value) -> Void) {
        let bound = self.bound
        self.eventLoop.execute { body(bound.value) }
    }
}
