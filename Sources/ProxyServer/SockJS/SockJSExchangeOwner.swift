import ProxySessions
import ProxyUpstream

/// Who began a SockJS request, and writes the log.
protocol SockJSExchangeOwner: AnyObject {
    /// The request is answered with this error.
    func sockJSFailed(_ error: ProxyError, cause: UpstreamError?)
    /// The request is over.
    ///
    /// - Parameters:
    ///   - status: the status sent, if one was.
    ///   - bodyBytes: the bytes of the body that were sent.
    ///   - isWhole: whether the response ended properly.
    func sockJSEnded(status: Int?, bodyBytes: Int, isWhole: Bool)
}
