/// The fields of packets, by the names of the reference (ops 3).
extension StatisticsPacket {
    /// The value of a field.
    enum FieldValue: Equatable {
        case text(String)
        case number(Int)
        case yes
    }

    /// Name and value of a field.
    typealias Field = (name: String, value: FieldValue)

    /// The fields of the packet, in no order.
    var fields: [Field] {
        switch self {
        case .activity(let count, let routeID):
            [("count", .number(count))] + Self.route(routeID)
        case .counts(let requestsReceived):
            [("requests-received", .number(requestsReceived))]
        case .message(let message):
            Self.fields(of: message)
        case .connected(let connection):
            Self.fields(of: connection)
        case .disconnected(let id, let routeID):
            [("id", .text(id)), ("unavailable", .yes)] + Self.route(routeID)
        case .subscribed(let subscription):
            [
                ("mode", .text(subscription.mode.name)), ("channel", .text(subscription.channel)),
                ("ttl", .number(subscription.lifetimeSeconds)), ("subscribers", .number(subscription.subscribers)),
            ]
        case .unsubscribed(let mode, let channel):
            [("mode", .text(mode.name)), ("channel", .text(channel)), ("unavailable", .yes)]
        case .report(let report):
            Self.fields(of: report)
        }
    }

    private static func route(_ id: String?) -> [Field] {
        id.map { [("route", .text($0))] } ?? []
    }

    private static func fields(of message: MessageStatistics) -> [Field] {
        var fields: [Field] = [
            ("channel", .text(message.channel)), ("transport", .text(message.mode.transport)),
            ("count", .number(message.receivers)),
        ]
        if let id = message.itemID {
            fields.append(("item-id", .text(id)))
        }
        if let blocks = message.blocks {
            fields.append(("blocks", .number(blocks)))
        }
        return fields
    }

    private static func fields(of connection: ConnectionStatistics) -> [Field] {
        var fields: [Field] = [
            ("id", .text(connection.id)), ("type", .text(connection.isWebSocket ? "ws" : "http")),
            ("ttl", .number(connection.lifetimeSeconds)),
        ]
        if let address = connection.peerAddress {
            fields.append(("peer-address", .text(address)))
        }
        if connection.isTLS {
            fields.append(("ssl", .yes))
        }
        return fields + Self.route(connection.routeID)
    }

    private static func fields(of report: TrafficReport) -> [Field] {
        var fields: [Field] = [
            ("duration", .number(report.milliseconds)), ("connections", .number(report.mostConnections)),
        ]
        for counter in TrafficCounter.allCases {
            let value = report[counter]
            guard let name = counter.reportName, value > 0 || !counter.isOptional else { continue }
            fields.append((name, .number(value)))
        }
        return fields + Self.route(report.routeID)
    }
}
