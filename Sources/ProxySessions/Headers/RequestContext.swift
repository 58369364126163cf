/// What one request brings to the request rules, besides its head and its route.
package struct RequestContext: Sendable {
    /// The last item id known of a channel, to be sent as `Grip-Last`.
    package struct LastID: Sendable, Equatable {
        /// The channel as the origin knows it, without the route's prefix.
        package var channelName: String
        /// The id of the last item.
        package var id: String

        package init(channelName: String, id: String) {
            self.channelName = channelName
            self.id = id
        }

        /// The value of the field: `NAME; last-id=ID`.
        ///
        /// The id is quoted where it would otherwise end early (reference: GRIP 1.1).
        var fieldValue: String {
            let special: [UInt8] = [UInt8(ascii: ","), UInt8(ascii: ";"), UInt8(ascii: "\""), UInt8(ascii: "\\")]
            guard self.id.utf8.contains(where: { special.contains($0) }) else {
                return "\(self.channelName); last-id=\(self.id)"
            }
            var quoted = ""
            for character in self.id.unicodeScalars {
                if character == "\"" || character == "\\" {
                    quoted.unicodeScalars.append("\\")
                }
                quoted.unicodeScalars.append(character)
            }
            return "\(self.channelName); last-id=\"\(quoted)\""
        }
    }

    /// How GRIP applies to the request.
    package var grip: GripPolicy
    /// Whether the request counts as having come over TLS; see `RequestRules.arrivedOverTLS`.
    package var isTLS: Bool
    /// Whether the request is a WebSocket handshake.
    package var isWebSocket = false
    /// The address of the client's connection, without its port; `nil` on a Unix socket.
    package var peerAddress: String?
    /// The token for `Grip-Sig`; `nil` when there is no key or no issuer, or signing failed.
    package var gripSignature: GripSignature?
    /// The value of `Grip-Session-Id`, if a session is known.
    package var sessionID: String?
    /// What is known of the channels, in replays and sessions.
    package var lastIDs: [LastID]

    package init(
        grip: GripPolicy,
        isTLS: Bool,
        peerAddress: String? = nil,
        gripSignature: GripSignature? = nil,
        lastIDs: [LastID] = []
    ) {
        self.grip = grip
        self.isTLS = isTLS
        self.peerAddress = peerAddress
        self.gripSignature = gripSignature
        self.lastIDs = lastIDs
    }
}
