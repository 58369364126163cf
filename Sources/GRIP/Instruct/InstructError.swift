/// Why an origin's instruction could not be understood; `description` is the reason debug mode shows.
///
/// Source: reference "GRIP" 1.2 and 1.3.
public enum InstructError: Error, Equatable, Sendable, CustomStringConvertible {
    /// `Grip-Hold` is neither `response` nor `stream`.
    case unknownHoldMode
    /// A channel has more than ``GripChannel/maximumFilters`` filters.
    case tooManyFilters(channelName: String)
    /// `Grip-Timeout` is not a whole number.
    case malformedTimeout
    /// `Grip-Timeout` is negative.
    case invalidTimeout
    /// `Grip-Keep-Alive` has parameters and no content.
    case emptyKeepAlive
    /// `Grip-Keep-Alive` names an unknown `mode`.
    case unknownKeepAliveMode(String)
    /// The `timeout` of `Grip-Keep-Alive` is not a whole number.
    case malformedKeepAliveTimeout
    /// The `timeout` of `Grip-Keep-Alive` is negative.
    case invalidKeepAliveTimeout
    /// The content of `Grip-Keep-Alive` ends in a backslash or has a bad hexadecimal escape.
    case malformedKeepAliveCString
    /// `Grip-Keep-Alive` names an unknown `format`.
    case unknownKeepAliveFormat(String)
    /// `Grip-Status` does not start with a number from 0 to 999.
    case invalidStatus
    /// `Grip-Link` has no `<…>` or an empty one.
    case malformedLink
    /// `Grip-Link` holds something that is not a URI of the web.
    case invalidLink
    /// The `timeout` of `Grip-Link` is not a whole number.
    case malformedLinkTimeout
    /// The `timeout` of `Grip-Link` is negative.
    case invalidLinkTimeout
    /// The status of a response with a JSON instruction is not 200.
    case contentStatus
    /// The body of a JSON instruction is not JSON.
    case contentNotJSON(JSONError)
    /// The body of a JSON instruction is not an object.
    case contentNotAnObject
    /// The `mode` of a JSON instruction's `hold` is neither `response` nor `stream`.
    case unknownContentHoldMode
    /// A field of a JSON instruction cannot be used.
    case field(FieldError)

    /// The text of the reference.
    public var description: String {
        switch self {
        case .unknownHoldMode: "Grip-Hold must be set to either 'response' or 'stream'"
        case .tooManyFilters(let channelName): "too many filters for channel '\(channelName)'"
        case .malformedTimeout: "failed to parse Grip-Timeout"
        case .invalidTimeout: "Grip-Timeout has invalid value"
        case .emptyKeepAlive: "Grip-Keep-Alive cannot be empty"
        case .unknownKeepAliveMode(let mode): "no such Grip-Keep-Alive mode '\(mode)'"
        case .malformedKeepAliveTimeout: "failed to parse Grip-Keep-Alive timeout value"
        case .invalidKeepAliveTimeout: "Grip-Keep-Alive timeout has invalid value"
        case .malformedKeepAliveCString: "failed to parse Grip-Keep-Alive cstring format"
        case .unknownKeepAliveFormat(let format): "no such Grip-Keep-Alive format '\(format)'"
        case .invalidStatus: "Grip-Status contains invalid status code"
        case .malformedLink: "failed to parse Grip-Link value"
        case .invalidLink: "Grip-Link contains invalid link"
        case .malformedLinkTimeout: "failed to parse Grip-Link timeout value"
        case .invalidLinkTimeout: "Grip-Link timeout has invalid value"
        case .contentStatus: "response code for application/grip-instruct content must be 200"
        case .contentNotJSON: "failed to parse application/grip-instruct content as JSON"
        case .contentNotAnObject: "instruct must be an object"
        case .unknownContentHoldMode: "hold 'mode' must be set to either 'response' or 'stream'"
        case .field(let error): error.description
        }
    }
}

extension InstructError: FieldFailure {}
