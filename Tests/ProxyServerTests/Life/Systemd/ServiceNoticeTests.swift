import Testing

@testable import ProxyServer

struct ServiceNoticeTests {
    @Test(
        arguments: [
            (.ready(status: "serving"), "READY=1\nSTATUS=serving\n"),
            (.reloading(microseconds: 42), "RELOADING=1\nMONOTONIC_USEC=42\n"),
            (.stopping(status: "draining"), "STOPPING=1\nSTATUS=draining\n"), (.alive, "WATCHDOG=1\n"),
            // A status cannot bring an assignment of its own.
            (.ready(status: "bad\nREADY=0"), "READY=1\nSTATUS=bad READY=0\n"),
        ] as [(ServiceNotice, String)]
    )
    func noticesAreAssignments(notice: ServiceNotice, text: String) {
        #expect(notice.text == text)
    }

    @Test(
        arguments: [
            ([:], false, nil), (["NOTIFY_SOCKET": ""], false, nil), (["NOTIFY_SOCKET": "relative"], false, nil),
            (["NOTIFY_SOCKET": "/run/notify"], true, nil), (["NOTIFY_SOCKET": "@abstract"], true, nil),
            (["NOTIFY_SOCKET": "/n", "WATCHDOG_USEC": "2000000"], true, .seconds(2)),
            (["NOTIFY_SOCKET": "/n", "WATCHDOG_USEC": "2000000", "WATCHDOG_PID": "7"], true, .seconds(2)),
            (["NOTIFY_SOCKET": "/n", "WATCHDOG_USEC": "2000000", "WATCHDOG_PID": "8"], true, nil),
            (["NOTIFY_SOCKET": "/n", "WATCHDOG_USEC": "0"], true, nil),
            (["NOTIFY_SOCKET": "/n", "WATCHDOG_USEC": "soon"], true, nil),
        ] as [([String: String], Bool, Duration?)]
    )
    func managerIsKnownByTheEnvironment(environment: [String: String], isThere: Bool, interval: Duration?) {
        let manager = ServiceManager(environment: environment, processID: 7)
        #expect((manager != nil) == isThere)
        #expect(manager?.watchdogInterval == interval)
    }

    @Test(arguments: ["/nobody/listens/here", "@nobody-listens-here", "/" + String(repeating: "x", count: 200)])
    func managerThatIsNotThereIsNoReasonToStop(address: String) {
        let manager = ServiceManager(environment: ["NOTIFY_SOCKET": address], processID: 7)
        #expect(manager?.tell(.alive) != nil)
    }
}
