import NIOCore
import ProxyFanout
import Testing

@testable import ProxyServer

struct ReloadDifferenceTests {
    private static func changed(_ change: (inout Configuration) -> Void) -> Configuration {
        var configuration = Configuration()
        change(&configuration)
        return configuration
    }

    @Test func nothingChangedIsNoDifference() {
        let difference = ReloadDifference(to: Configuration(), from: Configuration(), startedWith: Configuration())
        #expect(difference.applied.isEmpty && difference.waiting.isEmpty)
    }

    @Test(
        arguments: [
            (changed { $0.proxying.isDebug = true }, ["proxy/debug"], []),
            (changed { $0.signing.key = Secret("other") }, ["proxy/sig_key"], []),
            (changed { $0.limits.clientConnections = 7 }, ["runner/client_maxconn"], []),
            (changed { $0.process.shutdownGrace = .seconds(1) }, ["runner/shutdown_grace"], []),
            (changed { $0.process.eventLoopCount = 7 }, [], ["runner/event_loops"]),
            (changed { $0.control.port = 7 }, [], ["handler/push_in_http_port"]),
            (
                changed {
                    $0.listeners.plain = []
                    $0.logging.format = .json
                }, ["runner/log_format"], ["runner/http_port"]
            ),
        ] as [(Configuration, [String], [String])]
    )
    func changedSettingsTakeEffectOrWaitForARestart(
        configuration: Configuration,
        applied: [String],
        waiting: [String]
    ) {
        let difference = ReloadDifference(to: configuration, from: Configuration(), startedWith: Configuration())
        #expect(difference.applied.map(\.description) == applied)
        #expect(difference.waiting.map(\.description) == waiting)
    }

    /// What is in force of such a setting is what the process was started with, whatever was read since.
    @Test func settingThatWaitsIsNamedUntilItIsAsItWas() {
        let changed = Self.changed { $0.process.eventLoopCount = 7 }
        let again = ReloadDifference(to: changed, from: changed, startedWith: Configuration())
        #expect(again.waiting.map(\.description) == ["runner/event_loops"])
        let back = ReloadDifference(to: Configuration(), from: changed, startedWith: Configuration())
        #expect(back.waiting.isEmpty)
    }

    @Test func everyReloadableSettingExists() {
        let names = Set(ConfigurationKeys.all.map(\.name))
        #expect(ConfigurationKeys.reloadable.subtracting(names).isEmpty)
    }
}
