/// What is wrong with the text of an endpoint, which each case carries.
package enum ZMTPEndpointError: Error, Hashable, CustomStringConvertible {
    case noTransport(String)
    case unknownTransport(String, String)
    case sourceAddress(String)
    case noPort(String)
    case badPort(String)
    case badHost(String)
    case noPath(String)
    case abstractPath(String)
    case pathTooLong(String)

    package var description: String {
        switch self {
        case .noTransport(let text):
            "ZeroMQ address '\(text)' has no transport: write tcp://HOST:PORT or ipc://PATH"
        case .unknownTransport(let transport, let text):
            "ZeroMQ address '\(text)' has the transport '\(transport)': only tcp and ipc are supported"
        case .sourceAddress(let text):
            "ZeroMQ address '\(text)' has a source address, which is not supported: leave out what stands before ';'"
        case .noPort(let text): "ZeroMQ address '\(text)' has no port: write tcp://HOST:PORT"
        case .badPort(let text): "ZeroMQ address '\(text)' has no valid port: write 1 to 65535, or * for any free one"
        case .badHost(let text):
            "ZeroMQ address '\(text)' has no valid host: write a name, an IPv4 address, [an IPv6 address] or *"
        case .noPath(let text): "ZeroMQ address '\(text)' has no path: write ipc://PATH"
        case .abstractPath(let text):
            "ZeroMQ address '\(text)' is an abstract socket, which is not supported: write the path of a file"
        case .pathTooLong(let text):
            "ZeroMQ address '\(text)' has a path of more than \(ZMTPEndpoint.pathBytes) bytes: use a shorter one"
        }
    }
}
