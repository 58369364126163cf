import NIOCore
import ProxyFanout
import Testing

struct DurationHistogramTests {
    @Test(arguments: [
        (TimeAmount.zero, 0), (.microseconds(100), 0), (.nanoseconds(100_001), 1), (.milliseconds(10), 6),
        (.seconds(10), 15),
    ])
    func aDurationIsInTheBucketThatItFits(duration: TimeAmount, bucket: Int) {
        let histogram = DurationHistogram()
        histogram.record(duration)
        #expect(histogram.counts.buckets.firstIndex(of: 1) == bucket)
        #expect(histogram.counts.total == 1)
        #expect(histogram.counts.nanoseconds == Int(duration.nanoseconds))
    }

    @Test func whatTakesLongerIsOnlyInTheTotal() {
        let histogram = DurationHistogram()
        histogram.record(.seconds(11))
        #expect(histogram.counts.buckets.allSatisfy { $0 == 0 })
        #expect(histogram.counts.total == 1)
    }
}
