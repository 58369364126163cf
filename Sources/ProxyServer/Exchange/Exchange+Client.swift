import NIOCore
import ProxyListener
import ProxySessions
import ProxyUpstream

/// What comes from the client after the head.
extension Exchange: RequestReceiver {
    var isHeld: Bool {
        self.hold != nil
    }

    var drainStage: DrainStage { self.hold == nil ? .request : .longPoll }

    func drainHold(reconnectingAfter milliseconds: Int) {
        self.hold?.cancel()
        self.holdTimedOut()
    }

    func requestBody(_ bytes: ByteBuffer) {
        if case .sockJS(let sockJS) = self.socket {
            sockJS.requestBody(bytes)
            return
        }
        guard !self.machine.isFinished, !self.isWebSocket else { return }
        self.requestBodyBytes += bytes.readableBytes
        self.count(.clientContentBytesReceived, bytes.readableBytes)
        do throws(ProxyError) {
            try self.checkBodyLimit(self.requestBodyBytes)
        } catch {
            self.answer(error)
            return
        }
        self.replay.append(bytes)
        if let upstream = self.upstream {
            upstream.sendBody(bytes)
            self.count(.serverContentBytesSent, bytes.readableBytes)
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
        self.upstream?.flush()
    }

    func clientWritabilityChanged(isWritable: Bool) {
        if self.isWebSocket || self.sockJS != nil {
            self.webSocketWritabilityChanged(isWritable: isWritable)
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
            self.endHold(.clientLeft)
            self.tellGone()
        case .ignore:
            break
        }
        self.finishOpenRequest()
    }
}
