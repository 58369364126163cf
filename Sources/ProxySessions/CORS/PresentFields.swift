import HTTP1

/// Which of the cross-origin headers a response has of its own.
struct PresentFields: OptionSet {
    let rawValue: UInt8

    static let methods = PresentFields(rawValue: 1 << 0)
    static let headers = PresentFields(rawValue: 1 << 1)
    static let exposed = PresentFields(rawValue: 1 << 2)
    static let credentials = PresentFields(rawValue: 1 << 3)
    static let origin = PresentFields(rawValue: 1 << 4)
    static let maxAge = PresentFields(rawValue: 1 << 5)

    init(rawValue: UInt8) {
        self.rawValue = rawValue
    }

    init(_ fields: HeaderFields) {
        self = []
        for field in fields where field.nameHasPrefix("access-control-") {
            switch field.name.count {
            case 22 where field.isNamed(.accessControlMaxAge): self.insert(.maxAge)
            case 27 where field.isNamed(.accessControlAllowOrigin): self.insert(.origin)
            case 28 where field.isNamed(.accessControlAllowMethods): self.insert(.methods)
            case 28 where field.isNamed(.accessControlAllowHeaders): self.insert(.headers)
            case 29 where field.isNamed(.accessControlExposeHeaders): self.insert(.exposed)
            case 32 where field.isNamed(.accessControlAllowCredentials): self.insert(.credentials)
            default: break
            }
        }
    }
}
