import HTTP1
import NIOCore
import ProxyListener
import ProxyRouting
import ProxySessions
import ProxyUpstream

/// Requests to the SockJS endpoints of a route, which never reach the origin as they are (reference: websocket 4).
extension Exchange {
    /// Hands the request to SockJS if it is for its HTTP endpoints; WebSockets go on as such.
    func beginSockJS() -> Bool {
        switch self.sockJS {
        case nil, .framedWebSocket?, .rawWebSocket?:
            return false
        case let action?:
            guard let request = self.webSocketRequest else { return false }
            let sockJS = SockJSExchange(
                action,
                request: request,
                isDebug: self.isDebug,
                responder: self.responder,
                services: self.services,
                directory: self.services.sockJS
            )
            self.socket = .sockJS(sockJS)
            sockJS.owner = self
            self.sendContinueIfExpected()
            return true
        }
    }
}

extension Exchange: SockJSExchangeOwner {
    func sockJSFailed(_ error: ProxyError, cause: UpstreamError?) {
        self.logFailure(error, cause: cause)
    }

    func sockJSEnded(status: Int?, bodyBytes: Int, isWhole: Bool) {
        // Requests of SockJS have no line in the log (reference: ops 5.2); the WebSocket they stand for is told of.
        _ = self.machine.answered()
        self.socket = .none
    }
}
