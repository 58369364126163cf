import ProxyFanout
import ProxySessions

/// The metrics, in the order in which they are told.
extension MetricsSnapshot {
    var families: [MetricFamily] {
        self.gauges + [self.fanout] + CounterFamily.all.map { $0.metric(self.sum(of:)) } + self.life
            + ProcessFigures.current().families
    }

    private func sum(of counter: Counter) -> Int {
        self.loops.reduce(0) { $0 + $1.counters.value(counter) }
    }

    private var gauges: [MetricFamily] {
        let holds = self.loops.reduce(into: Receivers()) { $0 += $1.holds }
        return [
            MetricFamily("holdfast_connections", .gauge, "Client connections.", Double(self.connections)),
            MetricFamily("holdfast_open_requests", .gauge, "Requests being proxied.", Double(self.openRequests)),
            MetricFamily(
                "holdfast_holds",
                .gauge,
                "Held requests, streams and WebSockets.",
                by: "mode",
                SubscriptionMode.allCases.map { ($0.name, holds[$0]) }
            ),
            MetricFamily(
                "holdfast_parked_connections",
                .gauge,
                "Held connections that wait in the parking lot.",
                Double(self.loops.reduce(0) { $0 + $1.parkedConnections })
            ),
            MetricFamily("holdfast_channels", .gauge, "Channels with subscribers.", Double(self.channels)),
            MetricFamily(
                "holdfast_queue_bytes",
                .gauge,
                "Published bytes that wait for clients that read slowly.",
                Double(self.loops.reduce(0) { $0 + $1.queuedBytes })
            ),
        ]
    }

    private var fanout: MetricFamily {
        let counts = self.loops.reduce(into: DurationHistogram.Counts()) { $0 += $1.fanoutTimes.counts }
        var samples: [MetricFamily.Sample] = []
        var below = 0
        for (bound, count) in zip(DurationHistogram.bounds, counts.buckets) {
            below += count
            let label = MetricFamily.Label(name: "le", value: "\(bound.seconds)")
            samples.append(MetricFamily.Sample(suffix: "_bucket", labels: [label], value: Double(below)))
        }
        let all = MetricFamily.Label(name: "le", value: "+Inf")
        samples.append(MetricFamily.Sample(suffix: "_bucket", labels: [all], value: Double(counts.total)))
        samples.append(MetricFamily.Sample(suffix: "_sum", value: Double(counts.nanoseconds) / 1e9))
        samples.append(MetricFamily.Sample(suffix: "_count", value: Double(counts.total)))
        return MetricFamily(
            "holdfast_fanout_seconds",
            .histogram,
            "Time from the publish of the first item of a turn to the last write of the turn.",
            samples: samples
        )
    }

    private var life: [MetricFamily] {
        [
            MetricFamily(
                "holdfast_ready",
                .gauge,
                "Whether all ports are open and new work is taken.",
                self.phase == .serving ? 1 : 0
            ),
            MetricFamily(
                "holdfast_reloads_total",
                .counter,
                "Reloads by what became of them.",
                by: "result",
                [("succeeded", self.reloads.succeeded), ("failed", self.reloads.failed)]
            ),
            MetricFamily(
                "holdfast_reload_last_successful",
                .gauge,
                "Whether the last reload succeeded.",
                self.reloads.isLastGood ? 1 : 0
            ),
            MetricFamily(
                "holdfast_reload_last_success_timestamp_seconds",
                .gauge,
                "When the settings in force were read.",
                Double(self.reloads.lastSuccess)
            ),
            MetricFamily(
                "holdfast_statistics_dropped_packets_total",
                .counter,
                "Packets that readers of the statistics socket did not take in time.",
                Double(self.droppedPackets)
            ),
            MetricFamily(
                "holdfast_build_info",
                .gauge,
                "Always 1; the labels tell the version.",
                samples: [
                    MetricFamily.Sample(
                        labels: [MetricFamily.Label(name: "version", value: self.version)],
                        value: 1
                    )
                ]
            ),
        ]
    }
}
