/// What the command line says about the configuration, as it was typed (reference: behaviour 2.1).
package struct CommandLineOverrides: Sendable, Equatable {
    /// `--config FILE`.
    package var configurationPath: String?
    /// `--port [ADDR:]PORT`.
    package var port: String?
    /// `--id N`.
    package var instanceID: String?
    /// `--loglevel X`.
    package var logLevel: String?
    /// `--verbose`.
    package var isVerbose = false
    /// `--logfile FILE`.
    package var logFile: String?
    /// `--route LINE`, as often as it was given.
    package var routes: [String] = []

    /// Nothing said.
    package init() {}
}
