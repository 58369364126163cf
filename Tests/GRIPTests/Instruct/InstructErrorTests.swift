import GRIP
import Testing

/// Reference "GRIP" 1.2: the reason for every fault.
@Suite struct InstructErrorTests {
    @Test(
        arguments: [
            ("Grip-Hold", "nonsense", "Grip-Hold must be set to either 'response' or 'stream'"),
            ("Grip-Hold", "none", "Grip-Hold must be set to either 'response' or 'stream'"),
            ("Grip-Hold", "Response", "Grip-Hold must be set to either 'response' or 'stream'"),
            ("Grip-Hold", "", "Grip-Hold must be set to either 'response' or 'stream'"),
            ("Grip-Hold", "response, stream", "Grip-Hold must be set to either 'response' or 'stream'"),
            ("Grip-Timeout", "soon", "failed to parse Grip-Timeout"),
            ("Grip-Timeout", "", "failed to parse Grip-Timeout"),
            ("Grip-Timeout", "5.5", "failed to parse Grip-Timeout"),
            ("Grip-Timeout", "0x10", "failed to parse Grip-Timeout"),
            ("Grip-Timeout", "99999999999999999999", "failed to parse Grip-Timeout"),
            ("Grip-Timeout", "2147483648", "failed to parse Grip-Timeout"),
            ("Grip-Timeout", "-1", "Grip-Timeout has invalid value"),
            ("Grip-Keep-Alive", "; timeout=5", "Grip-Keep-Alive cannot be empty"),
            ("Grip-Keep-Alive", ";", "Grip-Keep-Alive cannot be empty"),
            ("Grip-Keep-Alive", "x; mode=odd", "no such Grip-Keep-Alive mode 'odd'"),
            ("Grip-Keep-Alive", "x; mode=Idle", "no such Grip-Keep-Alive mode 'Idle'"),
            ("Grip-Keep-Alive", "x; mode", "no such Grip-Keep-Alive mode ''"),
            ("Grip-Keep-Alive", "x; timeout=odd", "failed to parse Grip-Keep-Alive timeout value"),
            ("Grip-Keep-Alive", "x; timeout=", "failed to parse Grip-Keep-Alive timeout value"),
            ("Grip-Keep-Alive", "x; timeout=-1", "Grip-Keep-Alive timeout has invalid value"),
            ("Grip-Keep-Alive", #"x\; format=cstring"#, "failed to parse Grip-Keep-Alive cstring format"),
            ("Grip-Keep-Alive", #"\xg0; format=cstring"#, "failed to parse Grip-Keep-Alive cstring format"),
            ("Grip-Keep-Alive", #"\x1; format=cstring"#, "failed to parse Grip-Keep-Alive cstring format"),
            ("Grip-Keep-Alive", "x; format=odd", "no such Grip-Keep-Alive format 'odd'"),
            ("Grip-Keep-Alive", "x; format=Raw", "no such Grip-Keep-Alive format 'Raw'"),
            ("Grip-Status", "abc", "Grip-Status contains invalid status code"),
            ("Grip-Status", "1000", "Grip-Status contains invalid status code"),
            ("Grip-Status", "-1", "Grip-Status contains invalid status code"),
            ("Grip-Status", "", "Grip-Status contains invalid status code"),
            ("Grip-Status", "200OK", "Grip-Status contains invalid status code"),
            ("Grip-Status", "OK 200", "Grip-Status contains invalid status code"),
            ("Grip-Link", "no-brackets; rel=next", "failed to parse Grip-Link value"),
            ("Grip-Link", "<>; rel=next", "failed to parse Grip-Link value"),
            ("Grip-Link", "<; rel=next", "failed to parse Grip-Link value"),
            ("Grip-Link", "</x; rel=next", "failed to parse Grip-Link value"),
            ("Grip-Link", "/x>; rel=gone", "failed to parse Grip-Link value"),
            ("Grip-Link", "; rel=gone", "failed to parse Grip-Link value"),
            ("Grip-Link", "</n?a=1,2>; rel=next", "failed to parse Grip-Link value"),
            ("Grip-Link", "<ftp://host/x>; rel=next", "Grip-Link contains invalid link"),
            ("Grip-Link", "</a<b>; rel=gone", "Grip-Link contains invalid link"),
            ("Grip-Link", "</x>; rel=next; timeout=odd", "failed to parse Grip-Link timeout value"),
            ("Grip-Link", "</x>; rel=next; timeout=-1", "Grip-Link timeout has invalid value"),
            (
                "Grip-Channel", "a; filter=1; filter=2; filter=3; filter=4; filter=5; filter=6",
                "too many filters for channel 'a'"
            ),
        ]
    )
    func headerIsRefused(name: String, value: String, reason: String) {
        #expect(instructFailure((name, value))?.description == reason)
        // What has no effect on the kind of hold is checked all the same.
        if name != "Grip-Hold" {
            #expect(instructFailure(("Grip-Hold", "stream"), (name, value))?.description == reason)
            #expect(instructFailure(("Grip-Hold", "response"), (name, value))?.description == reason)
        }
    }

    /// Each fault comes before those of the rows below it.
    @Test func theFirstFaultIsNamed() {
        let faulty: [(name: String, value: String)] = [
            ("Grip-Link", "x; rel=next"), ("Grip-Status", "x"),
            ("Grip-Keep-Alive", "x; format=odd; timeout=odd; mode=odd"), ("Grip-Timeout", "x"),
            ("Grip-Channel", "a; filter=1; filter=2; filter=3; filter=4; filter=5; filter=6"), ("Grip-Hold", "x"),
        ]
        let reasons = faulty.indices.map { instructFailure(faulty[...$0]) }
        let expected: [InstructError?] = [
            .malformedLink, .invalidStatus, .unknownKeepAliveMode("odd"), .malformedTimeout,
            .tooManyFilters(channelName: "a"), .unknownHoldMode,
        ]
        #expect(reasons == expected)
    }
}
