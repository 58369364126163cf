import Glibc

/// What the system says of the process, under the names that every Prometheus client library uses.
struct ProcessFigures: Equatable {
    var cpuSeconds = 0.0
    var residentBytes = 0
    var virtualBytes = 0
    var threads = 0
    var startTime = 0.0
    var openFiles = 0
    var mostFiles = 0

    /// What the system says now; zero where it says nothing.
    static func current() -> ProcessFigures {
        var figures = ProcessFigures()
        figures.readStatus(SystemFile.text("/proc/self/stat"), bootTime: SystemFile.bootTime)
        figures.openFiles = SystemFile.entryCount("/proc/self/fd")
        var limit = rlimit()
        if unsafe getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0 {
            figures.mostFiles = Int(clamping: limit.rlim_cur)
        }
        return figures
    }

    /// Reads a line of `/proc/PID/stat` (proc(5)).
    mutating func readStatus(_ text: String, bootTime: Double) {
        // The name of the program may contain anything; the rest begins after its parenthesis.
        guard let end = text.lastIndex(of: ")") else { return }
        let fields = text[text.index(after: end)...].split(separator: " ")
        // The first of these is field 3 of the manual page.
        guard fields.count > 21, let user = Double(fields[11]), let system = Double(fields[12]),
            let threads = Int(fields[17]), let start = Double(fields[19]), let virtual = Int(fields[20]),
            let pages = Int(fields[21])
        else { return }
        let ticks = Double(sysconf(Int32(_SC_CLK_TCK)))
        self.cpuSeconds = (user + system) / ticks
        self.threads = threads
        self.startTime = bootTime + start / ticks
        self.virtualBytes = virtual
        self.residentBytes = pages * sysconf(Int32(_SC_PAGESIZE))
    }

    /// The metrics.
    var families: [MetricFamily] {
        [
            MetricFamily(
                "process_cpu_seconds_total",
                .counter,
                "Processor time spent by the process.",
                self.cpuSeconds
            ),
            MetricFamily(
                "process_resident_memory_bytes",
                .gauge,
                "Memory of the process that is in main memory.",
                Double(self.residentBytes)
            ),
            MetricFamily(
                "process_virtual_memory_bytes",
                .gauge,
                "Address space of the process.",
                Double(self.virtualBytes)
            ),
            MetricFamily("process_threads", .gauge, "Threads of the process.", Double(self.threads)),
            MetricFamily(
                "process_start_time_seconds",
                .gauge,
                "When the process started, in seconds since 1970.",
                self.startTime
            ),
            MetricFamily("process_open_fds", .gauge, "Open file descriptors.", Double(self.openFiles)),
            MetricFamily("process_max_fds", .gauge, "The limit on open file descriptors.", Double(self.mostFiles)),
        ]
    }
}
