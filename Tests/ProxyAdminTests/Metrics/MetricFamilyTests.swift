import NIOCore
import Testing

@testable import ProxyAdmin

/// Source: the Prometheus text format, version 0.0.4.
struct MetricFamilyTests {
    private static func text(_ family: MetricFamily) -> String {
        var text = ByteBuffer()
        family.write(to: &text)
        return String(buffer: text)
    }

    @Test(arguments: [
        (0, "0"), (12, "12"), (-3, "-3"), (0.25, "0.25"), (Double.infinity, "+Inf"), (1e15, "1000000000000000"),
    ])
    func valuesAreWrittenShort(value: Double, text: String) {
        let family = MetricFamily("m", .gauge, "Help.", value)
        #expect(Self.text(family) == "# HELP m Help.\n# TYPE m gauge\nm \(text)\n")
    }

    @Test func samplesAreToldApartByTheirLabel() {
        let family = MetricFamily("m_total", .counter, "Help.", by: "mode", [("ws", 1), ("a\"\\\n", 2)])
        let text =
            "# HELP m_total Help.\n# TYPE m_total counter\nm_total{mode=\"ws\"} 1\nm_total{mode=\"a\\\"\\\\\\n\"} 2\n"
        #expect(Self.text(family) == text)
    }
}
