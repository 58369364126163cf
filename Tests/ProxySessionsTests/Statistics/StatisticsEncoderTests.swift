import NIOCore
import ProxySessions
import Testing

/// The packets byte by byte.
///
/// Reference: ops 3.
struct StatisticsEncoderTests {
    private static let report: StatisticsPacket = {
        var totals = TrafficTotals()
        for counter in TrafficCounter.allCases {
            totals[counter] = counter.rawValue
        }
        totals[.blocksSent] = 0
        return .report(TrafficReport(routeID: "r", totals: totals, mostConnections: 2, milliseconds: 9999))
    }()

    @Test(
        arguments: [
            (.activity(count: 3, routeID: nil), #"activity J{"count":3,"from":"h_1"}"#),
            (.activity(count: 3, routeID: "api"), #"activity J{"count":3,"from":"h_1","route":"api"}"#),
            (.counts(requestsReceived: 7), #"counts J{"from":"h_1","requests-received":7}"#),
            (
                .message(MessageStatistics(channel: "a\"b", itemID: "i", mode: .stream, receivers: 2, blocks: 4)),
                #"message J{"blocks":4,"channel":"a\"b","count":2,"from":"h_1","item-id":"i","transport":"http-stream"}"#
            ),
            (
                .message(MessageStatistics(channel: "ü", itemID: nil, mode: .response, receivers: 1, blocks: nil)),
                #"message J{"channel":"ü","count":1,"from":"h_1","transport":"http-response"}"#
            ),
            (
                .message(MessageStatistics(channel: "c", itemID: nil, mode: .webSocket, receivers: 1, blocks: nil)),
                #"message J{"channel":"c","count":1,"from":"h_1","transport":"ws-message"}"#
            ),
            (
                .connected(
                    ConnectionStatistics(
                        id: "x:0-1-2",
                        isWebSocket: false,
                        peerAddress: "10.0.0.1",
                        isTLS: true,
                        lifetimeSeconds: 120,
                        routeID: "api"
                    )
                ),
                #"conn J{"from":"h_1","id":"x:0-1-2","peer-address":"10.0.0.1","route":"api","ssl":true,"ttl":120,"type":"http"}"#
            ),
            (
                .connected(
                    ConnectionStatistics(
                        id: "u",
                        isWebSocket: true,
                        peerAddress: nil,
                        isTLS: false,
                        lifetimeSeconds: 60,
                        routeID: nil
                    )
                ),
                #"conn J{"from":"h_1","id":"u","ttl":60,"type":"ws"}"#
            ),
            (.disconnected(id: "u", routeID: nil), #"conn J{"from":"h_1","id":"u","unavailable":true}"#),
            (
                .disconnected(id: "u", routeID: "api"),
                #"conn J{"from":"h_1","id":"u","route":"api","unavailable":true}"#
            ),
            (
                .subscribed(
                    SubscriptionStatistics(mode: .webSocket, channel: "c", lifetimeSeconds: 60, subscribers: 5)
                ),
                #"sub J{"channel":"c","from":"h_1","mode":"ws","subscribers":5,"ttl":60}"#
            ),
            (
                .unsubscribed(mode: .response, channel: "c"),
                #"sub J{"channel":"c","from":"h_1","mode":"response","unavailable":true}"#
            ),
        ] as [(StatisticsPacket, String)]
    )
    func packetIsWrittenAsJSON(packet: StatisticsPacket, text: String) {
        #expect(String(buffer: StatisticsEncoder(sender: "h_1", format: .json).encode(packet)) == text)
    }

    @Test(
        arguments: [
            (.counts(requestsReceived: 7), "counts T38:17:requests-received,1:7#4:from,3:h_1,}"),
            (
                .disconnected(id: "u", routeID: nil),
                "conn T44:2:id,1:u,11:unavailable,4:true!4:from,3:h_1,}"
            ),
        ] as [(StatisticsPacket, String)]
    )
    func packetIsWrittenAsTNetString(packet: StatisticsPacket, text: String) {
        #expect(String(buffer: StatisticsEncoder(sender: "h_1", format: .tnetstring).encode(packet)) == text)
    }

    @Test func reportHasAllCountersButBlocksThatAreZero() {
        let text = String(buffer: StatisticsEncoder(sender: "h_1", format: .json).encode(Self.report))
        #expect(
            text == "report J{\"blocks-received\":6,\"client-content-bytes-received\":10,"
                + "\"client-content-bytes-sent\":11,\"client-header-bytes-received\":8,\"client-header-bytes-sent\":9,"
                + "\"client-messages-received\":12,\"client-messages-sent\":13,\"connections\":2,\"duration\":9999,"
                + "\"from\":\"h_1\",\"http-response-sent\":5,\"minutes\":2,\"received\":3,\"route\":\"r\",\"sent\":4,"
                + "\"server-content-bytes-received\":16,\"server-content-bytes-sent\":17,"
                + "\"server-header-bytes-received\":14,\"server-header-bytes-sent\":15,"
                + "\"server-messages-received\":18,\"server-messages-sent\":19}"
        )
    }
}
