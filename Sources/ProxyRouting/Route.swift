/// One line of the routes file: which requests it is for, where they go, and what happens to them on the way.
///
/// A class, because every request and hold keeps its route and a reference is all that costs them. Immutable: a reload
/// makes new routes. Parameters: reference, behaviour 1.4.
package final class Route: Sendable {
    /// Which requests the route is for.
    package let condition: RouteCondition
    /// The origins, at least one, in the order to try them.
    package let targets: [Target]

    /// `id`, or a name made from the condition, by which the route is looked up again after a reload.
    package let id: String
    /// Whether the file gives the id: only then is it logged and does the route have its own statistics.
    package let hasExplicitID: Bool

    /// `sig_iss`: issuer of Grip-Sig in place of the global one, used only together with `signatureKey`.
    package let signatureIssuer: String?
    /// `sig_key`: key of Grip-Sig as written, used only together with `signatureIssuer`.
    package let signatureKey: String?
    /// `prefix`: goes before every channel name of the origin; empty if not given.
    package let channelPrefix: String
    /// `orig_headers`: send marked copies of the client's headers to the origin.
    package let copiesOriginalHeaders: Bool
    /// `as_host`: `HOST[:PORT]`, lower-cased, in place of the client's.
    package let asHost: String?
    /// `path_rem`, or the length of `path_beg` with `replace_beg`: bytes to drop from the start of the path.
    package let removedPathByteCount: Int
    /// `replace_beg`: what the path gets in place of the dropped bytes.
    package let pathPrepend: [UInt8]
    /// `debug`: tell the reason in error responses.
    package let isDebug: Bool
    /// `aco`: CORS headers and JSON-P on this route, which the global option turns on for every route.
    package let isCrossOrigin: Bool
    /// `aco_origins`: the origins automatic cross-origin answers, lower-cased; empty for all.
    package let corsOrigins: [String]
    /// `jsonp_…`: how JSON-P requests are recognised.
    package let jsonp: JSONPSettings
    /// `session`: use GRIP sessions.
    package let usesSessions: Bool
    /// `sockjs`: requests whose path, as the client sent it, begins with this are SockJS.
    package let sockJSPath: [UInt8]?
    /// `sockjs_as_path`: path towards the origin for SockJS sessions.
    package let sockJSAsPath: [UInt8]?
    /// `header`: request headers to set or remove, in the order to apply them, which is the reverse of the line's.
    package let headers: [RouteHeader]
    /// `no_grip`: send no GRIP headers to the origin and let its instructions through untouched.
    package let isGripDisabled: Bool
    /// `log_level`: threshold for request logs in place of the global one, 0 (errors) to 4 (trace).
    package let logLevel: Int?
    /// `slow`: what to do with clients that read too slowly.
    package let slowReaderPolicy: SlowReaderPolicy

    /// Reads the parameters of a condition, then the targets.
    ///
    /// - Parameters:
    ///   - section: The condition with its parameters.
    ///   - targets: The other sections of the line.
    ///   - checkFile: Called with each path of `client_cert` and `client_key`; throws when the file cannot be read.
    /// - Throws: What is wrong first, in the condition before the targets, and where.
    init(
        parsing section: RouteLineSection,
        targets: some Sequence<RouteLineSection>,
        checkFile: (_ path: String) throws(RouteFileError) -> Void
    ) throws(RouteLineError) {
        let condition = try RouteCondition(parsing: section)
        self.condition = condition
        self.hasExplicitID = section.text("id") != nil
        self.id = section.text("id") ?? condition.generatedID
        self.signatureIssuer = section.text("sig_iss")
        self.signatureKey = section.text("sig_key")
        self.channelPrefix = section.text("prefix") ?? ""
        self.copiesOriginalHeaders = section.has("orig_headers")
        self.asHost = section.text("as_host").map(HostText.lowercased)
        if let replacement = section.bytes("replace_beg") {
            self.removedPathByteCount = condition.pathPrefix.count
            self.pathPrepend = replacement
        } else {
            // Compatibility: what is no number counts as 0, as in Pushpin.
            self.removedPathByteCount = max(0, section.integer("path_rem") ?? 0)
            self.pathPrepend = []
        }
        self.isDebug = section.has("debug")
        self.isCrossOrigin = section.has("aco")
        self.corsOrigins = try section.all("aco_origins") { value throws(RouteProblem) in
            try HostText.webOrigin(value)
        }
        self.jsonp = try JSONPSettings(parsing: section)
        self.usesSessions = section.has("session")
        self.sockJSPath = section.nonEmptyBytes("sockjs")
        self.sockJSAsPath = section.nonEmptyBytes("sockjs_as_path")
        self.headers = try section.all("header") { value throws(RouteProblem) in
            guard let header = RouteHeader(parsing: value) else {
                throw .header
            }
            return header
        }.reversed()
        self.isGripDisabled = section.has("no_grip")
        self.logLevel = section.integer("log_level")
        self.slowReaderPolicy = try section.choice("slow", orElse: .slowReaderPolicy) ?? SlowReaderPolicy.close
        var parsed: [Target] = []
        for target in targets {
            parsed.append(try Target(parsing: target, checkFile: checkFile))
        }
        self.targets = parsed
    }
}
