import HTTP1
import ProxySessions
import Testing

/// Reference: behaviour 3.1 and 3.8.
struct GripPolicyTests {
    private static let interpreting = GripPolicy(isTrustedClient: false, isDisabledByRoute: false)

    @Test(arguments: [
        (["Content-Type: text/plain"], false),
        (["Grip-Hold: stream"], true),
        (["grip-unknown: x"], true),
        (["GRIP-Channel: c", "Content-Type: text/plain"], true),
        (["Gripped: x"], false),
        (["Grip: x"], false),
        (["Content-Type: application/grip-instruct"], true),
        (["content-type: application/grip-instruct; charset=utf-8"], true),
        (["Content-Type: application/grip-instruct ;x"], true),
        (["Content-Type: Application/GRIP-instruct"], false),
        (["Content-Type: application/grip-instruct2"], false),
        (["Content-Type: application/grip"], false),
        (["X-Content-Type: application/grip-instruct"], false),
    ])
    func instructionIsRecognised(_ lines: [String], _ result: Bool) {
        let response = ResponseHead(status: 200, fields: HeaderFields(lines))
        #expect(Self.interpreting.isInstruction(response) == result)
    }

    @Test(arguments: [(true, false), (false, true), (true, true)])
    func nothingIsInterpretedInPassThrough(_ isTrusted: Bool, _ isDisabled: Bool) {
        let policy = GripPolicy(isTrustedClient: isTrusted, isDisabledByRoute: isDisabled)
        #expect(policy.isPassThrough)
        #expect(!policy.isAnnounced)
        #expect(!policy.isInstruction(ResponseHead(status: 200, fields: ["Grip-Hold": "stream"])))
    }

    @Test func routeDecidesWhetherGripIsDisabled() throws {
        #expect(GripPolicy(route: try makeRoute(), isTrustedClient: false).isAnnounced)
        #expect(GripPolicy(route: try makeRoute("*,no_grip localhost:80"), isTrustedClient: false).isDisabledByRoute)
    }
}
