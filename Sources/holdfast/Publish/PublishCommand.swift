import ArgumentParser
import ProxyServer

/// Publishes one item.
struct PublishCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "publish",
        abstract: "Publish an item to a running Holdfast or Pushpin.",
        discussion: "Prints Published, or Error and the reason with status 1."
    )

    @OptionGroup var options: PublishOptions

    mutating func run() async throws {
        try await self.options.publish()
    }
}

/// `publish` under the name of Pushpin's tool.
struct PushpinPublishCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "pushpin-publish",
        abstract: PublishCommand.configuration.abstract,
        version: "holdfast \(Holdfast.version)"
    )

    @OptionGroup var options: PublishOptions

    mutating func run() async throws {
        try await self.options.publish()
    }
}

extension PublishOptions {
    /// Publishes, and says so on standard output.
    fileprivate func publish() async throws {
        do {
            let item = try ItemDocument(self)
            let spec = self.spec ?? ProcessEnvironment.variables["GRIP_URL"] ?? Self.defaultSpec
            let destination = try PublishDestination(spec, user: self.user, bearer: self.bearer)
            try await destination.publish(item)
        } catch let error as PublishFailure {
            throw CommandFailure(lines: ["Error: \(error)"], status: 1)
        }
        print("Published")
    }
}
