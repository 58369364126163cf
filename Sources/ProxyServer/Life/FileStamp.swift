import Glibc

/// What tells one state of a file from another.
struct FileStamp: Equatable, Sendable {
    private var device: UInt = 0
    private var inode: UInt = 0
    private var size: Int = -1
    private var seconds = 0
    private var nanoseconds = 0

    /// The present state of the file at `path`; a file that is not there has a state as well.
    init(path: String) {
        var information = stat()
        guard unsafe stat(path, &information) == 0 else { return }
        self.device = UInt(information.st_dev)
        self.inode = UInt(information.st_ino)
        self.size = Int(information.st_size)
        self.seconds = information.st_mtim.tv_sec
        self.nanoseconds = information.st_mtim.tv_nsec
    }
}
