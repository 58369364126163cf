import Testing

@testable import ProxyFanout

struct ParkingTokenTests {
    @Test(
        arguments: [0, 1, 0xfe] as [UInt8],
        [
            SlotPlace(slot: 0, generation: 0), SlotPlace(slot: 1, generation: .max),
            SlotPlace(slot: 0xff_ffff, generation: 0), SlotPlace(slot: 0xff_ffff, generation: .max),
            SlotPlace(slot: 0x12_3456, generation: 0x89ab_cdef),
        ]
    )
    func tokenNamesLaneSlotAndGeneration(lane: UInt8, place: SlotPlace) {
        let token = ParkingToken(rawValue: ParkingToken(lane: lane, place: place).rawValue)
        #expect(token.lane == Int(lane))
        #expect(token.place == place)
        #expect(token != .wakeup)
    }

    @Test func lanesAndSlotsFitTheToken() {
        #expect(ParkingToken.laneLimit <= ParkingToken.wakeup.lane)
        #expect(ParkingToken.slotLimit == Int(ParkingToken.wakeup.place.slot) + 1)
    }
}
