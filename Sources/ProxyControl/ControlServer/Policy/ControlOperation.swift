package import HTTP1

/// What a control request asks for, as far as its head tells.
package enum ControlOperation: Equatable, Sendable {
    /// The greeting at `/`.
    case greet
    /// Publish the items of the body.
    case publish(AnswerFormat)
    /// Forget what was published last and ask the origins again.
    case recover(AnswerFormat)
    /// Nothing that can be done.
    case refuse(ControlRefusal)

    /// Reads method, target and `Accept`, in the order of the reference (grip 4).
    ///
    /// One slash at the end of the target does not matter; a query makes it another target.
    package init(head: RequestHead) {
        guard let format = AnswerFormat.negotiated(by: head.fields) else {
            self = .refuse(.notAcceptable)
            return
        }
        var target = head.target[...]
        if target.count > 1, target.last == UInt8(ascii: "/") {
            target.removeLast()
        }
        if target.elementsEqual("/".utf8) {
            self = .greet
        } else if target.elementsEqual("/publish".utf8) {
            self = head.method == "POST" ? .publish(format) : .refuse(.methodNotAllowed(head.method))
        } else if target.elementsEqual("/recover".utf8) {
            self = head.method == "POST" ? .recover(format) : .refuse(.methodNotAllowed(head.method))
        } else {
            self = .refuse(.notFound)
        }
    }
}
