import HTTP1
import ProxyUpstream
import Testing

/// What an operator reads.
struct UpstreamErrorTests {
    @Test(arguments: [
        ("127.0.0.1", "127.0.0.1:80"), ("origin.test", "origin.test:80"), ("::1", "[::1]:80"), ("[::1]", "[::1]:80"),
        ("", ":80"), ("[", "[:80"),
    ])
    func endpointPrintsAsTheTargetsOfErrorTexts(host: String, text: String) {
        #expect(OriginEndpoint(host: host, port: 80).description == text)
    }

    @Test(arguments: [
        (
            UpstreamError.Kind.connectionRefused, "",
            "origin a.test:80: connection refused: check that the origin runs and listens on this address"
        ),
        (
            .tlsFailure, "self signed",
            "origin a.test:80: no TLS connection: check the certificates and the target's TLS parameters (self signed)"
        ),
        (
            .malformedResponse(.truncated), "",
            "origin a.test:80: malformed response: the connection ended within a message"
        ),
    ])
    func descriptionSaysWhereWhatAndWhatToDo(kind: UpstreamError.Kind, detail: String, text: String) {
        let endpoint = OriginEndpoint(host: "a.test", port: 80)
        #expect(UpstreamError(kind, retry: .never, endpoint: endpoint, detail: detail).description == text)
    }
}
