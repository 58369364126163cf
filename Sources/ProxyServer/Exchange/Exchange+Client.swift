import NIOCore
import ProxyListener
import ProxySessions
import ProxyUpstream

/// What comes from the client after the head.
extension Exchange: RequestReceiver {
    var isHeld: Bool {
        switch self.socket {
        case .open: true
        case .none: self.hold != nil
        case .opening, .sockJS: false
        }
    }

    func requestBody(_ bytes: ByteBuffer) {
        switch self.socket {
        case .open(let connection, _):
            connection.received(bytes)
            return
        case .sockJS(let sockJS):
            sockJS.requestBody(bytes)
            return
        case .none, .opening:
            break
        }
        guard !self.machine.isFinished, !self.isWebSocket else { return }
        self.requestBodyBytes += bytes.readableBytes
        do throws(ProxyError) {
            try self.checkBodyLimit(self.requestBodyBytes)
        } catch {
            self.answer(error)
            return
        }
        self.replay.append(bytes)
        if let upstream = self.upstream {
            upstream.sendBody(bytes)
            if !upstream.isWritable {
                self.responder.pauseReading()
            }
        } else {
            self.testRequestBody()
        }
        self.actOnWaitingInstruction()
    }

    func requestEnd() {
        if case .sockJS(let sockJS) = self.socket {
            sockJS.requestEnd()
            return
        }
        guard !self.isWebSocket else { return }
        self.replay.bodyEnded()
        if let upstream = self.upstream {
            upstream.sendEnd()
            upstream.flush()
        } else {
            self.testRequestEnd()
        }
        self.actOnWaitingInstruction()
    }

    func requestReadComplete() {
        if case .open(let connection, _) = self.socket {
            connection.readComplete()
        }
        self.upstream?.flush()
    }

    func clientWritabilityChanged(isWritable: Bool) {
        if self.isWebSocket || self.sockJS != nil {
            self.webSocketWritabilityChanged(isWritable: isWritable)
        } else if let hold = self.hold {
            hold.writabilityChanged(isWritable: isWritable)
            if isWritable {
                self.stream?.clientTakesBytes()
            }
        } else if isWritable {
            self.upstream?.resumeReading()
        }
    }

    func clientClosed() {
        self.closeWebSocket()
        switch self.machine.clientClosed() {
        case .cancelOrigin:
            self.upstream?.cancel()
            self.upstream = nil
            self.logRequest(.clientGone)
            self.tellGone()
        case .endHold:
            self.hold?.close()
            self.endHold()
            self.tellGone()
        case .ignore:
            break
        }
        self.finishOpenRequest()
    }
}
