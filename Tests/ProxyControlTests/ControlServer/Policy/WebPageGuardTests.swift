import HTTP1
import ProxyControl
import Testing

struct WebPageGuardTests {
    @Test(arguments: [
        "localhost", "localhost:5561", "app.localhost", "127.0.0.1", "127.0.0.1:5561", "[::1]:5561", "10.1.2.3:5561",
        "192.168.7.7", "[2001:DB8:0::7]:5561", "pushpin", "PUSHPIN:5561", "pushpin.internal.", "",
    ])
    func hostThatIsOursPasses(host: String) {
        let guardian = WebPageGuard(allowedHosts: ["Pushpin", "pushpin.internal"], boundAddress: "2001:db8::7")
        let localAddress = host.hasPrefix("192") ? "192.168.7.7" : "10.1.2.3"
        #expect(guardian.refusal(for: ["Host": host], localAddress: localAddress) == nil)
    }

    @Test(arguments: [
        "rebound.example", "localhost.rebound.example:5561", "127.0.0.1.rebound.example", "localhostx", "127.0.0.1x",
        "10.1.2.4", "[::2]", "[::1].rebound.example", "localhost@rebound.example", "pushpin.example", "0.0.0.0",
    ])
    func hostThatIsNotOursIsRefused(host: String) {
        let guardian = WebPageGuard(allowedHosts: ["pushpin"], boundAddress: "127.0.0.1")
        #expect(guardian.refusal(for: ["Host": host], localAddress: "10.1.2.3") == .host(host))
    }

    @Test func everyHostFieldMustBeOurs() {
        let fields: HeaderFields = ["Host": "localhost", "host": "rebound.example"]
        #expect(WebPageGuard().refusal(for: fields, localAddress: nil) == .host("rebound.example"))
    }

    @Test func requestWithoutHostPasses() {
        #expect(WebPageGuard().refusal(for: ["Accept": "*/*"], localAddress: nil) == nil)
    }

    @Test func addressOfAnUnboundPortIsOurs() {
        let guardian = WebPageGuard(boundAddress: "0.0.0.0")
        #expect(guardian.refusal(for: ["Host": "0.0.0.0:5561"], localAddress: "127.0.0.1") == nil)
    }

    @Test(arguments: ["http://a.example", "null", "", "http://localhost:5561"])
    func originIsRefusedWhateverItSays(origin: String) {
        #expect(WebPageGuard().refusal(for: ["ORIGIN": origin], localAddress: nil) == .origin(origin))
    }

    @Test(arguments: ["cross-site", "same-site", "Cross-Site"])
    func requestOfAnotherSiteIsRefused(site: String) {
        #expect(WebPageGuard().refusal(for: ["Sec-Fetch-Site": site], localAddress: nil) == .fetchSite(site))
    }

    @Test(arguments: ["none", "same-origin", ""])
    func requestOfTheUserPasses(site: String) {
        #expect(WebPageGuard().refusal(for: ["Sec-Fetch-Site": site], localAddress: nil) == nil)
    }

    @Test(arguments: [
        (WebPageGuard.Refusal.origin("http://a.example"), "Origin header (http://a.example)"),
        (.fetchSite("cross-site"), "Sec-Fetch-Site: cross-site"),
        (.host("rebound.example"), "add the name to control_hosts"),
    ])
    func textSaysWhyAndWhatToDo(refusal: WebPageGuard.Refusal, part: String) {
        #expect(refusal.description.contains(part))
    }

    @Test func longValueIsShortened() {
        let text = WebPageGuard.Refusal.host(String(repeating: "h", count: 9000)).description
        #expect(text.utf8.count < 400)
    }
}
