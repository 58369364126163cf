#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#elseif canImport(Darwin)
import Darwin
#endif

/// The environment this process was started with.
package enum ProcessEnvironment {
    /// All variables; of a repeated name the first counts, as for `getenv`.
    package static var variables: [String: String] {
        var result: [String: String] = [:]
        var position = unsafe environ
        while let entry = unsafe position.pointee {
            let pair = unsafe String(cString: entry)
            if let equals = pair.firstIndex(of: "="), result[String(pair[..<equals])] == nil {
                result[String(pair[..<equals])] = String(pair[pair.index(after: equals)...])
            }
            unsafe position += 1
        }
        return result
    }
}
