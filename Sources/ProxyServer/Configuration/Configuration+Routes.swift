extension Configuration {
    /// Where the routes come from (reference: behaviour 1.1).
    package struct Routes: Sendable, Equatable {
        /// The one place the table is read from.
        package enum Source: Sendable, Equatable {
            /// A file, watched for changes (`routesfile`). Its `file:` keys are relative to its own directory.
            case file(String)
            /// Lines given with `--route`, or built in. Their `file:` keys are relative to the working directory, and
            /// messages call them `<route>`.
            case lines([String])
        }

        /// The table of a proxy that nobody configured: every request is answered by the built-in test origin.
        package static let builtIn = Source.lines(["* test"])

        /// The value of `routesfile`, before it was joined with the configuration's directory.
        package var fileName = "routes"
        /// Where the table is read from.
        package var source = Self.builtIn

        /// The defaults.
        package init() {}
    }
}
