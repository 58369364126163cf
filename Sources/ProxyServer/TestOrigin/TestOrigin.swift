import HTTP1
import NIOCore
import ProxyRouting

/// The built-in target `test`: an origin that answers by itself (reference: behaviour 1.7).
struct TestOrigin {
    /// A response as an origin would send it.
    struct Answer: Equatable {
        var head: ResponseHead
        var body: ByteBuffer
    }

    /// What a request to the target asks for.
    enum Action: Equatable {
        /// Send this.
        case answer(Answer)
        /// Publish the text to the channel `test`, then say so. Only the welcome page's target does this.
        case publish(text: String)
    }

    /// The channel used where the query names none.
    static let defaultChannelName = "test"

    private let routePrefix: ArraySlice<UInt8>
    private let isWelcome: Bool

    /// The target of a route.
    ///
    /// - Parameters:
    ///   - route: whose `path_beg` is taken off the path first, less a trailing slash.
    ///   - isWelcome: whether browsers get the page, as they do when nobody gave a route.
    init(route: Route, isWelcome: Bool) {
        let prefix = route.condition.pathPrefix[...]
        self.routePrefix = prefix.last == UInt8(ascii: "/") ? prefix.dropLast() : prefix
        self.isWelcome = isWelcome
    }

    /// The answer to a request whose body was read.
    func action(for request: RequestHead, target: [UInt8], body: ByteBuffer) -> Action {
        let (path, query) = Self.split(target)
        switch self.resource(path) {
        case "/" where self.isWelcome && request.fields.first("Accept")?.contains("text/html") == true:
            return .answer(Self.page)
        case "/":
            return .answer(Self.text(200, "Hello from the Pushpin test handler!\n"))
        case "/response":
            return .answer(Self.hold("response", query: query, body: "nothing for now\n"))
        case "/stream":
            return .answer(Self.hold("stream", query: query, body: "[stream opened]\n"))
        case "/publish" where self.isWelcome && request.method == "POST":
            guard Self.isFromOwnPage(request) else {
                return .answer(Self.text(403, "Only the page this server shows may publish here.\n"))
            }
            return .publish(text: String(buffer: body))
        default:
            return .answer(Self.notFound)
        }
    }

    /// The channels that a WebSocket is subscribed to; `nil` where there are no WebSockets.
    func webSocketChannelNames(target: [UInt8]) -> [String]? {
        let (path, query) = Self.split(target)
        guard self.resource(path) == "/ws" else { return nil }
        let names = Self.channelNames(in: query)
        return names.isEmpty ? [Self.defaultChannelName] : names
    }

    /// The answer where there is nothing.
    static let notFound = Self.text(404, "no such test resource\n")

    /// The answer to a body over the limit of 100,000 bytes.
    static let tooLarge = Self.text(400, "request too large\n")

    /// The answer after a publish.
    static let published = Self.text(200, "Published\n")

    // MARK: Parts

    /// The path below the route's prefix, without a trailing slash; `Compatibility:` exactly the prefix is the empty path.
    private func resource(_ path: ArraySlice<UInt8>) -> String {
        var path = path
        if !self.routePrefix.isEmpty, path.starts(with: self.routePrefix) {
            path = path.dropFirst(self.routePrefix.count)
        }
        if path.count > 1, path.last == UInt8(ascii: "/") {
            path = path.dropLast()
        }
        return String(decoding: path, as: UTF8.self)
    }

    private static func split(_ target: [UInt8]) -> (path: ArraySlice<UInt8>, query: ArraySlice<UInt8>) {
        guard let mark = target.firstIndex(of: UInt8(ascii: "?")) else { return (target[...], []) }
        return (target[..<mark], target[(mark + 1)...])
    }

    private static func text(_ status: Int, _ text: String) -> Answer {
        Answer(
            head: ResponseHead(
                status: status,
                fields: ["Content-Type": "text/plain", "Content-Length": "\(text.utf8.count)"]
            ),
            body: ByteBuffer(string: text)
        )
    }

    private static func hold(_ mode: String, query: ArraySlice<UInt8>, body: String) -> Answer {
        var answer = Self.text(200, body)
        answer.head.fields.append("Grip-Hold", mode)
        var names = Self.channelNames(in: query)
        if names.isEmpty {
            names = [Self.defaultChannelName]
        }
        for name in names {
            answer.head.fields.append("Grip-Channel", name)
        }
        return answer
    }

    /// The values of `channel` in the query; those that could not stand in a header are left out.
    private static func channelNames(in query: ArraySlice<UInt8>) -> [String] {
        query.split(separator: UInt8(ascii: "&")).compactMap { pair in
            let parts = pair.split(separator: UInt8(ascii: "="), maxSplits: 1, omittingEmptySubsequences: false)
            guard parts.count == 2, parts[0].elementsEqual("channel".utf8) else { return nil }
            let name = PercentEncoding.decode(parts[1])
            guard !name.isEmpty, HeaderFields.isValidValue(name) else { return nil }
            return String(decoding: name, as: UTF8.self)
        }
    }

    /// A page of another site must not publish: browsers tell where a POST comes from.
    private static func isFromOwnPage(_ request: RequestHead) -> Bool {
        guard let origin = request.fields.first("Origin") else {
            return request.fields.first("Sec-Fetch-Site").map { $0 == "same-origin" } ?? true
        }
        guard let host = request.fields.first(.host) else { return false }
        return origin == "http://\(host)" || origin == "https://\(host)"
    }

    private static let page = Answer(
        head: ResponseHead(
            status: 200,
            fields: [
                "Content-Type": "text/html; charset=utf-8", "Cache-Control": "no-store",
                "Content-Length": "\(WelcomePage.html.utf8.count)",
            ]
        ),
        body: ByteBuffer(string: WelcomePage.html)
    )
}
