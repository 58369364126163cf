import Glibc

/// Small files of the system that tell numbers.
enum SystemFile {
    private static let largest = 16_384

    /// The beginning of a file as text; empty where it cannot be read.
    static func text(_ path: String) -> String {
        guard let file = unsafe fopen(path, "r") else { return "" }
        defer { unsafe fclose(file) }
        let bytes = unsafe [UInt8](unsafeUninitializedCapacity: Self.largest) { buffer, count in
            count = unsafe fread(buffer.baseAddress, 1, buffer.count, file)
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    /// When the system started, in seconds since 1970.
    static let bootTime: Double = {
        let line = Self.text("/proc/stat").split(separator: "\n").first { $0.hasPrefix("btime ") }
        return line.flatMap { Double($0.dropFirst("btime ".count)) } ?? 0
    }()

    /// How many entries a directory has.
    static func entryCount(_ path: String) -> Int {
        guard let directory = unsafe opendir(path) else { return 0 }
        defer { unsafe closedir(directory) }
        var count = 0
        while let entry = unsafe readdir(directory) {
            // All but the directory itself and the one above it.
            if unsafe entry.pointee.d_name.0 != CChar(UInt8(ascii: ".")) {
                count += 1
            }
        }
        return count
    }
}
