import HTTP1

/// Names of the headers of cross-origin requests and responses (Fetch, 3.2).
extension FieldName {
    static let accessControlAllowCredentials: FieldName = "Access-Control-Allow-Credentials"
    static let accessControlAllowHeaders: FieldName = "Access-Control-Allow-Headers"
    static let accessControlAllowMethods: FieldName = "Access-Control-Allow-Methods"
    static let accessControlAllowOrigin: FieldName = "Access-Control-Allow-Origin"
    static let accessControlExposeHeaders: FieldName = "Access-Control-Expose-Headers"
    static let accessControlMaxAge: FieldName = "Access-Control-Max-Age"
    static let accessControlRequestHeaders: FieldName = "Access-Control-Request-Headers"
    static let accessControlRequestMethod: FieldName = "Access-Control-Request-Method"
}
