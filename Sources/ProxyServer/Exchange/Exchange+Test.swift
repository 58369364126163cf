import GRIP
import HTTP1
import NIOCore
import ProxyFanout
import ProxyListener
import ProxyRouting
import ProxySessions

/// Requests to the built-in target `test`, which is treated like an origin.
extension Exchange {
    func startTest() {
        if self.replay.state == .complete {
            self.testRequestEnd()
        }
    }

    func testRequestBody() {
        if self.replay.state == .overflowed, self.isWaitingForTest {
            self.testAnswered(TestOrigin.tooLarge)
        }
    }

    func testRequestEnd() {
        guard self.isWaitingForTest, self.replay.state == .complete, let route = self.route else { return }
        let origin = TestOrigin(route: route, isWelcome: self.services.routes.isWelcome)
        let target = self.uri?.target ?? self.request.target
        switch origin.action(for: self.request, target: target, body: self.replay.bytes) {
        case .answer(let answer):
            self.testAnswered(answer)
        case .publish(let text):
            self.publishTest(text)
        }
    }

    private var isWaitingForTest: Bool {
        self.target?.kind == .test && self.upstream == nil && self.machine.isWaitingForOrigin
    }

    private func testAnswered(_ answer: TestOrigin.Answer) {
        self.upstreamHead(answer.head, framing: .length(answer.body.readableBytes))
        self.upstreamBody(answer.body)
        self.upstreamEnd()
        self.responder.flush()
    }

    private func publishTest(_ text: String) {
        let content = ByteBuffer(string: text + "\n")
        let item = PublishItem(
            channel: TestOrigin.defaultChannelName,
            httpResponse: .send(HTTPResponseContent(body: .bytes(content))),
            httpStream: .send(HTTPStreamContent(content: content))
        )
        let exchange = NIOLoopBound(self, eventLoop: self.services.context.eventLoop)
        self.services.publisher.publish([item], on: self.services.context.eventLoop) { _ in
            exchange.value.testAnswered(TestOrigin.published)
        }
    }
}
