/// An error that can say which field of a JSON object was refused.
protocol FieldFailure: Error {
    /// The error for one refused field.
    static func field(_ error: FieldError) -> Self
}
