package import NIOCore

extension Configuration {
    /// Settings of the process as a whole.
    package struct Process: Sendable, Equatable {
        /// Directory for local sockets, made when it is missing (`rundir`).
        package var runDirectory = "run"
        /// What `{libdir}` stands for (`libdir`); empty when not set.
        package var libraryDirectory = ""
        /// What `{ipc_prefix}` stands for (`ipc_prefix`).
        package var socketPrefix = "pushpin-"
        /// What is added to the control port and to every port of `messaging`, already done there (`port_offset`).
        package var portOffset = 0
        /// The number given with `--id`.
        package var instanceID: Int?
        /// Event loops, each with a thread of its own; 0 is one per core (`event_loops`).
        package var eventLoopCount = 0
        /// Whether quiet holds leave NIO for the parking lot (`park_holds`).
        package var parksHolds = true
        /// The longest that clients get to be told and to finish after a signal to stop (`shutdown_grace`).
        package var shutdownGrace: TimeAmount = .seconds(30)

        /// The defaults.
        package init() {}
    }
}
