import HTTP1
import Testing

struct HTTPDecodingErrorTests {
    @Test(arguments: [
        (HTTPDecodingError.malformedStartLine, 400), (.malformedField, 400), (.unsupportedVersion, 505),
        (.headTooLarge(limit: 8192), 431), (.tooManyFields(limit: 64), 431), (.targetTooLong(limit: 4096), 414),
        (.tooManyEmptyLines(limit: 8), 400), (.tooManyInformationalHeads(limit: 64), 400), (.invalidContentLength, 400),
        (.conflictingContentLengths, 400), (.unsupportedTransferCoding, 501),
        (.transferCodingInOldVersion, 400), (.malformedChunk, 400), (.chunkExtensionsTooLarge(limit: 4096), 400),
        (.unexpectedBytes, 400), (.truncated, 400),
    ])
    func everyErrorHasItsStatusAndOneLine(error: HTTPDecodingError, status: Int) {
        #expect(error.status == status)
        #expect(!error.description.isEmpty && !error.description.contains("\n"))
    }

    @Test func limitsAreNamed() {
        #expect(HTTPDecodingError.headTooLarge(limit: 8192).description.contains("8192"))
        #expect(HTTPDecodingError.tooManyFields(limit: 64).description.contains("64"))
        #expect(HTTPDecodingError.targetTooLong(limit: 4096).description.contains("4096"))
    }
}
