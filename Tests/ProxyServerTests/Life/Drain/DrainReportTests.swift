import Logging
import ProxySessions
import Testing

@testable import ProxyServer

struct DrainReportTests {
    private static func survey(requests: Int = 0, holds: Int = 0, closing: Int = 0) -> DrainSurvey {
        var survey = DrainSurvey()
        survey.requests = requests
        survey.holds = holds
        survey.closing = closing
        return survey
    }

    @Test(
        arguments: [
            ([survey(requests: 5), survey()], 0, 0, 5), ([survey(requests: 5), survey(requests: 2)], 0, 0, 3),
            // A request may come meanwhile, and may become a hold.
            ([survey(requests: 5), survey()], 2, 0, 7), ([survey(requests: 5, holds: 1), survey()], 0, 3, 3),
            ([survey(holds: 3), survey()], 0, 3, 0), ([], 0, 0, 0),
        ] as [([DrainSurvey], Int, Int, Int)]
    )
    func requestsThatAreNotLeftAreFinished(surveys: [DrainSurvey], begun: Int, told: Int, finished: Int) {
        var report = DrainReport()
        for survey in surveys {
            report.see(survey)
        }
        report.requestsBegun = begun
        report.told.streams = told
        #expect(report.requestsFinished == finished)
    }

    @Test func whatWasCutIsSaidOnlyWhereSomethingWas() {
        var report = DrainReport()
        report.see(Self.survey())
        #expect(report.metadata["cut"] == "0")
        #expect(report.metadata["cut.requests"] == nil)
        report.see(Self.survey(requests: 1, closing: 2))
        #expect(report.metadata["cut"] == "3")
        #expect(report.metadata["cut.requests"] == "1")
        #expect(report.metadata["cut.websockets"] == "2")
    }
}
