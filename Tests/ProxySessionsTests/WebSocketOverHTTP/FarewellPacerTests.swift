import ProxySessions
import Testing

struct FarewellPacerTests {
    @Test func aFewRunAndTheRestWaitsInOrder() {
        var pacer = FarewellPacer<Int>(maximumRunning: 2, maximumWaiting: 3)
        let answers = (1...6).map { pacer.requested(by: $0) }
        let turns = (1...5).map { _ in pacer.ended() }
        #expect(answers == [.send, .send, .wait, .wait, .wait, .drop])
        #expect(turns == [3, 4, 5, nil, nil])
        #expect(pacer.requested(by: 7) == .send)
        #expect(pacer.requested(by: 8) == .send)
        #expect(pacer.requested(by: 9) == .wait)
    }

    @Test func thereIsRoomAgainWhenSomebodyHadATurn() {
        var pacer = FarewellPacer<Int>(maximumRunning: 1, maximumWaiting: 2)
        var turns: [Int] = []
        for token in 0..<20 {
            let answer = pacer.requested(by: token)
            #expect(answer == (token == 0 ? .send : .wait))
            if token > 1, let turn = pacer.ended() {
                turns.append(turn)
            }
        }
        #expect(turns == Array(1...18))
    }

    @Test func anEndTooManyMakesNoRoom() {
        var pacer = FarewellPacer<Int>(maximumRunning: 1, maximumWaiting: 1)
        #expect(pacer.ended() == nil)
        #expect(pacer.requested(by: 1) == .send)
        #expect(pacer.requested(by: 2) == .wait)
    }
}
