import Testing

@testable import HTTP1

struct ReasonPhraseTests {
    @Test(arguments: [(200, "OK"), (404, "Not Found"), (502, "Bad Gateway")])
    func registeredStatusHasItsPhrase(status: Int, phrase: String) {
        #expect(ReasonPhrase.standard(status) == phrase)
    }

    @Test(arguments: [0, 99, 299, 418, 799, 1000])
    func unregisteredStatusHasNone(status: Int) {
        #expect(ReasonPhrase.standard(status) == nil)
    }
}
