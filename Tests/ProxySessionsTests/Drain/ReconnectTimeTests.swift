import HTTP1
import ProxySessions
import Testing

struct ReconnectTimeTests {
    @Test(
        arguments: [
            (0, 1000...3000), (1, 1000...3000), (2000, 1000...3000), (10_000, 1000...11_000),
            (1_000_000, 1000...31_000), (Int.max, 1000...31_000),
        ] as [(Int, ClosedRange<Int>)]
    )
    func moreClientsComeBackOverALongerTime(clients: Int, times: ClosedRange<Int>) {
        #expect(ReconnectTime.milliseconds(forClients: clients) == times)
    }

    @Test func eventEndsWithAnEmptyLine() {
        #expect(ReconnectTime.event(milliseconds: 1500) == "retry: 1500\n\n")
    }

    @Test(
        arguments: [
            (["Content-Type": "text/event-stream"], true), (["content-type": "Text/Event-Stream; charset=utf-8"], true),
            (["Content-Type": "text/event-stream2"], false), (["Content-Type": "text/plain"], false), ([:], false),
            (["Content-Type": "text/event-stream", "Content-Encoding": "gzip"], false),
        ] as [(HeaderFields, Bool)]
    )
    func onlyPlainEventStreamsTakeAnotherEvent(fields: HeaderFields, expected: Bool) {
        #expect(ResponseHead(status: 200, fields: fields).isEventStream == expected)
    }
}
