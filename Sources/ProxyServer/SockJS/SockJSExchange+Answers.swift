import HTTP1
import NIOCore
import ProxyFanout
import ProxyListener
import ProxySessions
import ProxyUpstream

/// What goes to the client.
extension SockJSExchange {
    /// Sends frames.
    func send(_ output: SockJSOutput) {
        guard !self.isOver else { return }
        if output.isFirst {
            // Frames that are the whole response have a length; browsers see the end of it sooner.
            let framing: BodyFraming = output.isLast ? .length(output.bytes.readableBytes) : .chunked
            self.sendHead(SockJSResponse.head(for: output.transport), framing: framing)
        }
        self.sendBody(output.bytes)
        if output.isLast {
            self.finish()
            return
        }
        self.responder.flush()
        if self.responder.isWritable {
            self.tellReady()
        } else {
            self.isReadinessAwaited = true
        }
    }

    /// The client takes what was written.
    func tellReady() {
        guard let session = self.session else { return }
        let id = ObjectIdentifier(self)
        session.execute { $0.receiverReady(id) }
    }

    /// Answers with a complete response.
    func answer(_ response: SockJSResponse) {
        guard !self.isOver else { return }
        self.sendHead(response.head, framing: .length(response.body.readableBytes))
        self.sendBody(response.body)
        self.finish()
    }

    /// Answers with an error.
    func fail(_ error: ProxyError, cause: UpstreamError?) {
        guard !self.isOver else { return }
        self.owner?.sockJSFailed(error, cause: cause)
        let response = error.response(isDebug: self.isDebug)
        self.answer(SockJSResponse(response.head, body: response.body))
    }

    /// Breaks the response off, so that the client can tell that it is incomplete.
    func breakOff() {
        guard !self.isOver else { return }
        self.isOver = true
        self.responder.abort()
        self.end(isWhole: false)
    }

    private func sendHead(_ head: ResponseHead, framing: BodyFraming) {
        var head = head
        self.fields.decorate(&head.fields)
        let response = self.rules.clientResponse(
            head,
            framing: framing,
            mayKeepConnection: self.responder.isRequestComplete
        )
        self.sentStatus = response.head.status
        self.responder.sendHead(response.head, framing: response.framing, isReusable: response.keepsConnection)
    }

    private func sendBody(_ bytes: ByteBuffer) {
        self.sentBytes += bytes.readableBytes
        self.responder.sendBody(bytes)
    }

    private func finish() {
        self.isOver = true
        // The next request on the connection may begin within the last call.
        self.end(isWhole: true)
        self.responder.sendEnd()
    }

    /// Says that the request is over, and lets go of its session.
    func end(isWhole: Bool) {
        self.session = nil
        let owner = self.owner
        self.owner = nil
        owner?.sockJSEnded(status: self.sentStatus, bodyBytes: self.sentBytes, isWhole: isWhole)
    }
}
