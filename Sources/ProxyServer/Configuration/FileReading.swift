#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#elseif canImport(Darwin)
import Darwin
#endif

/// Reads small files: configuration, routes, keys.
package enum FileReading {
    /// Bytes a file may have; what is read here is written by hand.
    package static let sizeLimit = 16 << 20

    /// The whole content of a file.
    ///
    /// Blocks the caller, so it is for start and reload, not for an event loop.
    ///
    /// - Throws: Why the file could not be opened or read, in the words of the system.
    package static func contents(of path: String) throws(FileReadingError) -> [UInt8] {
        let descriptor = unsafe open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else {
            throw FileReadingError(path: path, operation: .open, code: errno)
        }
        defer { close(descriptor) }
        var content: [UInt8] = []
        var block = [UInt8](repeating: 0, count: 65_536)
        while true {
            let count = unsafe block.withUnsafeMutableBytes { unsafe read(descriptor, $0.baseAddress, $0.count) }
            if count > 0 {
                content.append(contentsOf: block.prefix(count))
                guard content.count <= Self.sizeLimit else {
                    throw FileReadingError(path: path, operation: .read, code: EFBIG)
                }
            } else if count == 0 {
                return content
            } else if errno != EINTR {
                throw FileReadingError(path: path, operation: .read, code: errno)
            }
        }
    }

    /// Whether there is something at `path` that is not a directory.
    package static func exists(_ path: String) -> Bool {
        var information = stat()
        return unsafe stat(path, &information) == 0 && information.st_mode & S_IFMT != S_IFDIR
    }
}
