/// Why a filter failed, and which one.
///
/// Source: reference "GRIP" 6.2, 6.3, 6.5 and 6.6.
public struct FilterError: Error, Equatable, Sendable, CustomStringConvertible {
    /// The kind of fault.
    public enum Reason: Error, Equatable, Sendable {
        /// The subscriber has no `id_format`.
        case missingIDFormat
        /// The subscriber's `id_format` cannot be filled in.
        case idNotRendered(TemplateError)
        /// The subscriber's `id_encoding` is not known.
        case unsupportedEncoding(String)
        /// The content cannot be filled in.
        case contentNotRendered(TemplateError)
        /// The subscriber has no `url`.
        case missingURL
        /// The subscriber's `url` leads nowhere.
        case invalidURL
        /// The server's answer has another status than 200 and 204.
        case unexpectedStatus(Int)
        /// The server's answer is longer than this.
        case responseTooLarge(limitBytes: Int)
        /// The server did not answer.
        case noAnswer(FilterFailure)
    }

    /// The filter that failed.
    public var filter: FilterName
    /// What is wrong.
    public var reason: Reason

    /// Creates an error.
    public init(_ filter: FilterName, _ reason: Reason) {
        self.filter = filter
        self.reason = reason
    }

    /// What is wrong, in the words of the reference.
    public var text: String {
        switch self.reason {
        case .missingIDFormat: "no sub meta 'id_format'"
        case .idNotRendered(let error): "failed to render ID: \(error)"
        case .unsupportedEncoding(let name): "unsupported encoding: \(LogText.printable(name))"
        case .contentNotRendered(let error): error.description
        case .missingURL: "missing url value"
        case .invalidURL: "invalid url value"
        case .unexpectedStatus(let status): "unexpected network request status: code=\(status)"
        case .responseTooLarge(let limit): "network response exceeded \(limit) bytes"
        case .noAnswer(let failure): failure.description
        }
    }

    /// The line that debug mode shows: `filter error: NAME: TEXT`.
    public var description: String {
        "filter error: \(self.filter.rawValue): \(self.text)"
    }
}
