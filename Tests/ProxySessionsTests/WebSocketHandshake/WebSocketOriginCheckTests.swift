import HTTP1
import ProxySessions
import Testing

@Suite struct WebSocketOriginCheckTests {
    @Test(arguments: [
        // Route, Origin, host the request is for, allowed
        ("*,aco localhost:80", "https://evil.example", "app.example", true),
        ("*,aco,aco_origins=https://a.example localhost:80", "https://a.example", "app.example", true),
        ("*,aco,aco_origins=https://a.example localhost:80", "https://A.example", "app.example", true),
        ("*,aco,aco_origins=https://a.example localhost:80", "http://a.example", "app.example", false),
        ("*,aco,aco_origins=https://a.example localhost:80", "https://b.example", "app.example", false),
        ("*,aco,aco_origins=https://a.example localhost:80", "null", "app.example", false),
        ("*,aco,aco_origins=https://a.example localhost:80", "", "app.example", false),
        ("*,aco,aco_origins=https://a.example localhost:80", "https://app.example", "app.example", true),
        ("*,aco,aco_origins=https://a.example localhost:80", "http://app.example", "app.example:80", true),
        ("*,aco,aco_origins=https://a.example localhost:80", "https://App.example:443", "app.example", true),
        ("*,aco,aco_origins=https://a.example localhost:80", "http://app.example:8080", "app.example:8080", true),
        ("*,aco,aco_origins=https://a.example localhost:80", "http://app.example:8081", "app.example:8080", false),
        ("*,aco,aco_origins=https://a.example localhost:80", "http://app.example.evil", "app.example", false),
    ])
    func pagesOfOtherOriginsAreRefused(_ route: String, _ origin: String, _ authority: String, _ isAllowed: Bool) throws
    {
        let allowed = WebSocketOriginCheck.allows(
            ["Origin": origin],
            authority: authority,
            route: try makeRoute(route)
        )
        #expect(allowed == isAllowed)
    }

    @Test func aClientThatIsNoBrowserIsAllowed() throws {
        let route = try makeRoute("*,aco,aco_origins=https://a.example localhost:80")
        #expect(WebSocketOriginCheck.allows([:], authority: "app.example", route: route))
    }
}
