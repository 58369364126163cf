/// How JSON-P requests are recognised on a cross-origin route (reference: behaviour 1.4 and 5).
package struct JSONPSettings: Sendable, Hashable {
    /// The shape of a wrapped response.
    package enum Mode: String, Sendable, CaseIterable {
        /// The callback gets the body alone.
        case basic
        /// The callback gets an object with code, reason, headers and body.
        case extended
    }

    /// Parameter `jsonp_mode`; extended unless given.
    package let mode: Mode
    /// The query parameter that names the callback, `jsonp_cb`; `callback` unless given.
    package let callbackParameter: String
    /// The query parameter that carries the body, `jsonp_body`; nil unless given, which means `_body` by its own rules.
    package let bodyParameter: String?
    /// The callback when the body parameter comes without one, `jsonp_defcb`.
    package let defaultCallback: String?
    /// The method when `_method` is absent, `jsonp_defmethod`; `POST` in basic mode, otherwise `GET`, unless given.
    package let defaultMethod: String

    /// Reads the five parameters of a condition.
    init(parsing section: RouteLineSection) throws(RouteLineError) {
        let mode = try section.choice("jsonp_mode", orElse: .jsonpMode) ?? Mode.extended
        self.mode = mode
        self.callbackParameter = section.text("jsonp_cb") ?? "callback"
        self.bodyParameter = section.text("jsonp_body")
        self.defaultCallback = section.text("jsonp_defcb")
        self.defaultMethod = section.text("jsonp_defmethod") ?? (mode == .basic ? "POST" : "GET")
    }
}
