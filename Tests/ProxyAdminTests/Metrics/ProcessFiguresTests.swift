import Testing

@testable import ProxyAdmin

struct ProcessFiguresTests {
    @Test(arguments: [
        "7 (holdfast) S 1 7 7 0 -1 4194304 1 2 3 4 500 250 0 0 20 0 9 0 1000 4096 3",
        "7 (a) b) (c) S 1 7 7 0 -1 4194304 1 2 3 4 500 250 0 0 20 0 9 0 1000 4096 3 18446744073709551615 1",
    ])
    func numbersAreReadAfterTheNameOfTheProgram(text: String) {
        var figures = ProcessFigures()
        figures.readStatus(text, bootTime: 5)
        #expect(figures.threads == 9)
        #expect(figures.virtualBytes == 4096)
        #expect(figures.cpuSeconds > 0)
        #expect(figures.startTime > 5)
        #expect(figures.residentBytes >= 3 * 4096)
    }

    @Test(arguments: [
        "", "7 (holdfast) S 1", "7 (holdfast) S 1 7 7 0 -1 4194304 1 2 3 4 x 250 0 0 20 0 9 0 1000 4096 3",
    ])
    func whatIsNotThereStaysZero(text: String) {
        var figures = ProcessFigures()
        figures.readStatus(text, bootTime: 5)
        #expect(figures == ProcessFigures())
    }

    @Test func theSystemTellsOfThisProcess() {
        let figures = ProcessFigures.current()
        #expect(figures.threads > 0 && figures.residentBytes > 0 && figures.openFiles > 0 && figures.mostFiles > 0)
    }
}
