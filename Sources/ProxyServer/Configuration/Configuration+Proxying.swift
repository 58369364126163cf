extension Configuration {
    /// How requests are passed to origins (reference: behaviour 3).
    package struct Proxying: Sendable, Equatable {
        /// Whether errors made by the proxy tell their cause to every client (`debug`).
        package var isDebug = false
        /// Whether every route adds CORS headers and takes JSON-P (`auto_cross_origin`).
        package var isCrossOrigin = false
        /// Whether `Pushpin-Route: ID` in a request chooses the route (`accept_pushpin_route`).
        package var acceptsPushpinRoute = false
        /// The headers that `orig_headers` does not copy unless they are marked (`orig_headers_need_mark`).
        package var originalHeadersNeedingMark: [String] = []
        /// What is appended to `CDN-Loop`; `nil` leaves the header alone (`cdn_loop`).
        package var cdnLoopToken: String?
        /// Whether equal requests at the same time share one origin request (`share_all`).
        package var sharesEqualRequests = false
        /// The script in the page of the SockJS iframe transport (`sockjs_url`).
        package var sockJSScriptURL = "http://cdn.jsdelivr.net/sockjs/0.3.4/sockjs.min.js"
        /// Requests and WebSockets proxied at a time, -1 for that of `client_maxconn`; see `Limits.openRequests`
        /// (`max_open_requests`).
        package var openRequestLimit = -1

        /// The defaults.
        package init() {}
    }
}
