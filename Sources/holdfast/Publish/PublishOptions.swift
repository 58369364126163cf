import ArgumentParser

/// The options of `pushpin-publish` (reference: behaviour 2.2).
struct PublishOptions: ParsableArguments {
    @Argument(help: "Channel to publish to.")
    var channel: String

    @Argument(help: "Content of the HTTP body and the WebSocket message; @FILE reads a file.")
    var content: String?

    @Option(help: ArgumentHelp("Id of the item.", valueName: "id"))
    var id: String?

    @Option(help: ArgumentHelp("Id of the item before it.", valueName: "id"))
    var prevId: String?

    @Option(help: ArgumentHelp("The meta variable sender.", valueName: "sender"))
    var sender: String?

    @Option(help: ArgumentHelp("HTTP status of the response.", valueName: "code"))
    var code = 200

    @Option(name: [.customShort("H"), .long], help: ArgumentHelp("Add an HTTP header.", valueName: "\"K: V\""))
    var header: [String] = []

    @Option(name: [.customShort("M"), .long], help: ArgumentHelp("Add a meta variable.", valueName: "K=V"))
    var meta: [String] = []

    @Flag(help: "Publish a hint instead of content.")
    var hint = false

    @Flag(help: "Close streams and WebSockets.")
    var close = false

    @Flag(help: "The content is a JSON patch.")
    var patch = false

    @Flag(help: "Do not wait for the item before it.")
    var noSeq = false

    @Flag(help: "Do not add a newline to HTTP content.")
    var noEol = false

    @Option(
        help: ArgumentHelp(
            "GRIP URL or ZeroMQ PUSH address (default: GRIP_URL, or \(Self.defaultSpec)).",
            valueName: "spec"
        )
    )
    var spec: String?

    @Option(name: .shortAndLong, help: ArgumentHelp("User and password, only over https.", valueName: "user:pass"))
    var user: String?

    @Option(name: [.customShort("B"), .long], help: ArgumentHelp("Bearer token, only over https.", valueName: "token"))
    var bearer: String?

    static let defaultSpec = "http://localhost:5561"
}
