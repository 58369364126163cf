import Testing
import WebSocket

struct DeflateNegotiationTests {
    private static let accepted = "permessage-deflate; server_no_context_takeover; client_no_context_takeover"

    @Test(arguments: [
        "permessage-deflate",
        "Permessage-Deflate",
        " permessage-deflate ",
        "permessage-deflate; client_max_window_bits",
        "permessage-deflate;client_max_window_bits=8",
        "permessage-deflate ; client_max_window_bits = \"15\"",
        "permessage-deflate; client_max_window_bits=\"1\\0\"",
        "permessage-deflate; server_no_context_takeover; client_no_context_takeover",
        "permessage-deflate; CLIENT_NO_CONTEXT_TAKEOVER",
        "x-other, permessage-deflate",
        "grip; message-prefix=\"a, permessage-deflate; b\", permessage-deflate",
        ", ,permessage-deflate,",
        "permessage-deflate; unknown, permessage-deflate",
        "permessage-deflate; =, permessage-deflate",
        "permessage-deflate; server_max_window_bits=8, permessage-deflate",
        "@, permessage-deflate",
        "permessage-deflate, permessage-deflate; server_max_window_bits=10",
    ])
    func offersAreAccepted(offer: String) throws {
        let answer = try #require(DeflateNegotiation.answer(offers: [offer]))
        #expect(answer.fieldValue == Self.accepted)
        #expect(answer.parameters == DeflateParameters())
        #expect(answer.parameters.acceptsSharedFrames)
    }

    @Test(arguments: 9...15)
    func theServersWindowIsAsNarrowAsTheClientWants(bits: Int) throws {
        let offer = "permessage-deflate; server_max_window_bits=\(bits)"
        let answer = try #require(DeflateNegotiation.answer(offers: [offer]))
        #expect(answer.fieldValue == Self.accepted + "; server_max_window_bits=\(bits)")
        #expect(answer.parameters == DeflateParameters(serverWindowBits: bits))
        #expect(answer.parameters.acceptsSharedFrames == (bits == 15))
    }

    @Test func theFirstAcceptableOfferOfSeveralFieldsWins() throws {
        let answer = DeflateNegotiation.answer(offers: [
            "x-webkit-deflate-frame", "permessage-deflate; unknown=1",
            "permessage-deflate; server_max_window_bits=12, permessage-deflate", "permessage-deflate",
        ])
        #expect(answer?.parameters.serverWindowBits == 12)
    }

    @Test(arguments: [
        "",
        ",",
        "permessage-deflat",
        "permessage-deflate2",
        "permessage-bzip2",
        "\"permessage-deflate\"",
        "permessage-deflate x",
        "permessage-deflate;",
        "permessage-deflate; ; client_max_window_bits",
        "permessage-deflate; unknown",
        "permessage-deflate; server_no_context_takeover=1",
        "permessage-deflate; server_no_context_takeover=\"\"",
        "permessage-deflate; client_no_context_takeover=true",
        "permessage-deflate; server_no_context_takeover; server_no_context_takeover",
        "permessage-deflate; client_max_window_bits; client_max_window_bits=10",
        "permessage-deflate; client_max_window_bits=10; Client_Max_Window_Bits=10",
        "permessage-deflate; client_max_window_bits=",
        "permessage-deflate; client_max_window_bits=7",
        "permessage-deflate; client_max_window_bits=16",
        "permessage-deflate; client_max_window_bits=010",
        "permessage-deflate; client_max_window_bits=+9",
        "permessage-deflate; client_max_window_bits=-9",
        "permessage-deflate; client_max_window_bits=99999999999999999999",
        "permessage-deflate; client_max_window_bits=\"1 0\"",
        "permessage-deflate; client_max_window_bits=\"10",
        "permessage-deflate; client_max_window_bits=\"10\\",
        "permessage-deflate; client_max_window_bits=\"10\\\"",
        "permessage-deflate; server_max_window_bits",
        "permessage-deflate; server_max_window_bits=7",
        "permessage-deflate; server_max_window_bits=8",
        "permessage-deflate; server_max_window_bits=16",
        "x; y=\"permessage-deflate, permessage-deflate",
        "permessage-deflate\u{0}",
        "permessage-déflate",
    ])
    func offersAreDeclined(offer: String) {
        #expect(DeflateNegotiation.answer(offers: [offer]) == nil)
    }

    @Test func withoutOffersNothingIsAgreed() {
        #expect(DeflateNegotiation.answer(offers: []) == nil)
    }

    @Test(arguments: [(.min, 9), (8, 9), (12, 12), (16, 15), (.max, 15)])
    func windowsThatZlibDoesNotHaveBecomeTheNearest(given: Int, used: Int) {
        #expect(DeflateParameters(serverWindowBits: given).serverWindowBits == used)
    }
}
