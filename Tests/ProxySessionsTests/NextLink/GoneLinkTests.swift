import ProxySessions
import Testing

/// Reference: GRIP 2.7.
struct GoneLinkTests {
    private static let bye = LinkFixtures.uri("/bye?id=7")

    @Test func theFirstInstructionsLinkIsPostedToOnce() {
        var gone = GoneLink()
        gone.instructAccepted(uri: Self.bye)
        gone.instructAccepted(uri: LinkFixtures.uri("/other"))
        #expect(gone.requestEnded() == Self.bye)
        #expect(gone.requestEnded() == nil)
    }

    @Test func aLaterInstructionCannotAddOne() {
        var gone = GoneLink()
        gone.instructAccepted(uri: nil)
        gone.instructAccepted(uri: Self.bye)
        #expect(gone.requestEnded() == nil)
    }

    @Test func aRequestThatEndsWithoutInstructionHasNone() {
        var gone = GoneLink()
        #expect(gone.requestEnded() == nil)
        gone.instructAccepted(uri: Self.bye)
        #expect(gone.requestEnded() == nil)
    }
}
