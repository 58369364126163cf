import ProxyControl
import ProxyFanout
import Testing

struct ControlResponseTests {
    @Test(arguments: [
        ([ItemOutcome](), #"{"message":"Published","items":[]}"#),
        ([.published(receivers: 2)], #"{"message":"Published","items":[{"receivers":2}]}"#),
        (
            [.published(receivers: 0), .duplicate, .refused(#"no "room""#)],
            #"{"message":"Published","items":[{"receivers":0},{"duplicate":true},{"refused":"no \"room\""}]}"#
        ),
        ([.queued, .waiting], #"{"message":"Published","items":[{"queued":true},{"waiting":true}]}"#),
        ([.duplicate, .refused("x")], #"{"message":"Published","items":[{"duplicate":true},{"refused":"x"}]}"#),
        ([.refused("x")], #"{"message":"Not published","items":[{"refused":"x"}]}"#),
    ])
    func everyItemHasItsEntry(outcomes: [ItemOutcome], body: String) {
        #expect(ControlResponse.published(.json, outcomes).body == body + "\n")
    }

    @Test(arguments: [
        ([ItemOutcome](), 200, "Published\n"), ([.published(receivers: 0)], 200, "Published\n"),
        ([.queued], 200, "Published\n"), ([.refused("over the limit"), .queued], 200, "Published\n"),
        ([.duplicate], 200, "Published\n"), ([.refused("over the limit"), .duplicate], 200, "Published\n"),
        ([.refused("over the limit")], 503, "Not published: over the limit\n"),
        ([.refused("over the limit"), .refused("b")], 503, "Not published: over the limit\n"),
    ])
    func publishOfNothingIsNoSuccess(outcomes: [ItemOutcome], status: Int, body: String) {
        let response = ControlResponse.published(.text, outcomes)
        #expect(response.status == status)
        #expect(response.body == body)
        #expect(ControlResponse.published(.json, outcomes).status == status)
    }

    @Test func greetingIsPushpins() {
        #expect(ControlResponse.greeting.body == "Pushpin API\n")
    }

    @Test func recoverAnswersAsPushpin() {
        #expect(ControlResponse.updated(.text).body == "Updated\n")
        #expect(ControlResponse.updated(.json).body == "{\"message\":\"Updated\"}\n")
    }

    @Test func refusedPublisherIsToldHowToProveItself() {
        let response = ControlResponse.refused(.unauthorized(.missing))
        #expect(response.status == 401)
        #expect(response.extraField == "WWW-Authenticate: Bearer\r\n")
        #expect(response.body.contains("control_key"))
    }

    @Test(arguments: [
        ControlRefusal.malformedHead, .headTooLarge, .badContentLength, .bodyTooLarge, .lengthRequired, .timedOut,
        .webPage(.origin("null")), .webPage(.fetchSite("cross-site")), .webPage(.host("a")), .unauthorized(.missing),
        .unauthorized(.wrong), .notAcceptable, .methodNotAllowed("PUT"), .notFound,
        .malformedPublish("Invalid format."),
    ])
    func everyErrorIsTextOfOneLine(refusal: ControlRefusal) {
        let response = ControlResponse.refused(refusal)
        #expect(response.format == .text)
        #expect(response.body.hasSuffix("\n"))
        #expect(response.body.filter(\.isNewline).count == 1)
        #expect(response.status >= 400)
    }
}
