import HTTP1
import NIOCore
import ProxyListener
import ProxyRouting
import ProxySessions
import ProxyUpstream

/// JSON-P on routes with `aco`: the request is in the query, the answer in a script (reference: behaviour 5).
extension Exchange {
    /// Puts the request that the query describes in the place of the client's.
    func readJSONP(_ route: Route) throws(ProxyError) {
        guard route.isCrossOrigin || self.services.settings.isCrossOrigin, !self.isWebSocket, let uri = self.uri else {
            return
        }
        do throws(JSONPError) {
            guard
                let jsonp = try JSONPRequest(
                    request: self.request,
                    framing: self.framing,
                    uri: uri,
                    settings: route.jsonp
                )
            else { return }
            self.request = jsonp.head
            self.framing = jsonp.framing
            self.uri = jsonp.uri
            self.replay.append(jsonp.body)
            self.jsonp = jsonp.response
            // A script's answer is read by whoever includes it: cross-origin headers mean nothing there.
            self.rules.crossOrigin = nil
        } catch {
            throw ProxyError(error)
        }
    }

    /// A complete response as the client gets it.
    ///
    /// - Parameters:
    ///   - head: the response's head.
    ///   - body: its body.
    ///   - isHeld: whether it answers a hold, whose headers stay.
    /// - Returns: the same without JSON-P.
    func wrap(_ head: ResponseHead, body: ByteBuffer, isHeld: Bool) -> (head: ResponseHead, body: ByteBuffer) {
        guard let jsonp = self.jsonp else { return (head, body) }
        do throws(ProxyError) {
            let wrapped = isHeld ? try jsonp.wrapHeld(head, body: body) : try jsonp.wrap(head, body: body)
            return (wrapped.head, wrapped.body)
        } catch {
            self.logFailure(error, cause: nil)
            let response = error.response(isDebug: self.isDebug)
            return (response.head, response.body)
        }
    }

    // MARK: Relayed responses

    /// Takes the head of a response that is relayed; returns false when it goes to the client as it is.
    func wrapRelayed(_ head: ResponseHead, framing: BodyFraming) -> Bool {
        guard let jsonp = self.jsonp else { return false }
        var wrapper = JSONPWrapper(jsonp)
        self.carryOut { () throws(ProxyError) in
            try wrapper.head(head, framing: framing)
            return nil
        }
        self.wrapper = wrapper
        return true
    }

    /// Takes bytes of its body; returns false when they go to the client as they are.
    func wrapRelayed(_ bytes: ByteBuffer) -> Bool {
        guard self.wrapper != nil else { return false }
        self.carryOut { () throws(ProxyError) in try self.wrapper?.body(bytes) }
        return true
    }

    /// Writes what a turn of reading brought.
    func flushWrapped() {
        guard let part = self.wrapper?.flush() else { return }
        self.write(part)
    }

    /// The origin's response is complete.
    func endWrapped() {
        self.carryOut { () throws(ProxyError) in try self.wrapper?.end() }
    }

    private func carryOut(_ step: () throws(ProxyError) -> JSONPPart?) {
        do throws(ProxyError) {
            if let part = try step() {
                self.write(part)
            }
        } catch {
            let hasBegun = self.wrapper?.hasBegun == true
            self.wrapper = nil
            if hasBegun {
                self.upstream?.cancel()
                _ = self.machine.answered()
                self.abort(error)
            } else {
                self.jsonp = nil
                self.answer(error)
            }
        }
    }

    private func write(_ part: JSONPPart) {
        if let head = part.head {
            self.sendHead(head, framing: part.framing, isInstruction: false)
        }
        if part.bytes.readableBytes > 0 {
            self.sendBody(part.bytes)
        }
    }
}
