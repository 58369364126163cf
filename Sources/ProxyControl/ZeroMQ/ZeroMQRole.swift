/// What a ZeroMQ socket of the proxy is for.
package enum ZeroMQRole: Sendable, CaseIterable, CustomStringConvertible {
    /// Takes items of PUSH sockets.
    case pull
    /// Takes items of PUB sockets.
    case subscribe
    /// Takes commands.
    case command

    /// How log lines begin.
    package var description: String {
        switch self {
        case .pull: "IN pull"
        case .subscribe: "IN sub"
        case .command: "IN command"
        }
    }

    /// What the line at the start calls it, as Pushpin does.
    var title: String {
        switch self {
        case .pull: "in pull"
        case .subscribe: "in sub"
        case .command: "control server"
        }
    }

    /// The setting with its addresses.
    package var key: String {
        switch self {
        case .pull: "push_in_spec"
        case .subscribe: "push_in_sub_specs"
        case .command: "command_spec"
        }
    }
}
