import ProxyRouting

/// The parameters of a JSON-P request, taken out of its query (reference: behaviour 5.1).
///
/// Of a parameter given twice the first counts, and all are removed.
struct JSONPParameters {
    /// The callback, decoded.
    private(set) var callback: [UInt8]?
    /// The method, decoded.
    private(set) var method: [UInt8]?
    /// The JSON text of the headers, decoded.
    private(set) var headers: [UInt8]?
    /// The body, decoded.
    private(set) var body: [UInt8]?
    /// The items that are not parameters of JSON-P, joined again; `nil` when nothing is left of the query.
    let remainingQuery: [UInt8]?

    /// - Parameters:
    ///   - query: what follows the first question mark of the target.
    ///   - settings: what the route calls the parameters.
    init(_ query: ArraySlice<UInt8>, settings: JSONPSettings) {
        var remaining: [ArraySlice<UInt8>] = []
        for item in QueryItem.items(of: query) {
            if item.isNamed(settings.callbackParameter) {
                self.callback = self.callback ?? item.value
            } else if item.isNamed("_method") {
                self.method = self.method ?? item.value
            } else if item.isNamed("_headers") {
                self.headers = self.headers ?? item.value
            } else if item.isNamed(settings.bodyParameter ?? "_body") {
                self.body = self.body ?? item.value
            } else {
                remaining.append(item.text)
            }
        }
        let joined = Array(remaining.joined(separator: [UInt8(ascii: "&")]))
        self.remainingQuery = joined.isEmpty ? nil : joined
    }

    /// Whether the parameters make a JSON-P request: with a callback, or with a body where the route has a callback.
    func areActive(_ settings: JSONPSettings) -> Bool {
        self.callback != nil
            || (self.body != nil && settings.bodyParameter != nil && settings.defaultCallback != nil)
    }
}
