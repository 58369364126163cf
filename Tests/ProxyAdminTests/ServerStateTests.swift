import Testing

@testable import ProxyAdmin

struct ServerStateTests {
    @Test func lifeGoesOnlyForward() {
        let state = ServerState()
        #expect(state.phase == .starting)
        state.advance(to: .serving)
        #expect(state.phase == .serving)
        state.advance(to: .draining)
        state.advance(to: .serving)
        #expect(state.phase == .draining)
    }

    @Test func reloadsAreCountedAndTheLastGoodOneRemembered() {
        let state = ServerState()
        state.loaded(unixTime: 100)
        #expect(state.reloadState == ServerState.Reloads(succeeded: 0, failed: 0, isLastGood: true, lastSuccess: 100))
        state.reloaded(isGood: false, unixTime: 200)
        #expect(state.reloadState == ServerState.Reloads(succeeded: 0, failed: 1, isLastGood: false, lastSuccess: 100))
        state.reloaded(isGood: true, unixTime: 300)
        #expect(state.reloadState == ServerState.Reloads(succeeded: 1, failed: 1, isLastGood: true, lastSuccess: 300))
    }
}
