extension RouteTable {
    /// Reads a routes file, in which a bad line costs only itself and leaves a diagnostic (reference: behaviour 1.2).
    ///
    /// - Parameters:
    ///   - text: The whole file.
    ///   - fileName: The file as diagnostics name it.
    ///   - checkFile: Called with each path of `client_cert` and `client_key`, relative to the current directory; throws
    ///     when the file cannot be read. The default accepts every path.
    package convenience init(
        parsing text: String,
        fileName: String = "routes",
        checkFile: (_ path: String) throws(RouteFileError) -> Void = { _ in }
    ) {
        var builder = RouteTableBuilder(fileName: fileName)
        for (index, line) in Self.lines(of: text).enumerated() {
            builder.add(line: Array(line), number: index + 1, checkFile: checkFile)
        }
        self.init(routes: builder.routes, diagnostics: builder.diagnostics)
    }

    /// Reads the routes of the command line, which are then the whole table (reference: behaviour 1.1).
    ///
    /// - Parameters:
    ///   - commandLine: One route each; diagnostics name all of them `<route>`, line 1.
    ///   - checkFile: As for a file.
    package convenience init(
        commandLine: [String],
        checkFile: (_ path: String) throws(RouteFileError) -> Void = { _ in }
    ) {
        var builder = RouteTableBuilder(fileName: "<route>")
        for line in commandLine.flatMap(Self.lines) {
            builder.add(line: Array(line), number: 1, checkFile: checkFile)
        }
        self.init(routes: builder.routes, diagnostics: builder.diagnostics)
    }

    /// The lines of a text in UTF-8, split at LF, CR LF or CR, without a byte order mark.
    ///
    /// No line can hold a line end, so no parameter can carry one into a header.
    private static func lines(of text: String) -> [ArraySlice<UInt8>] {
        var bytes = Array(text.utf8)[...]
        if bytes.starts(with: [0xEF, 0xBB, 0xBF]) {
            bytes = bytes.dropFirst(3)
        }
        var lines: [ArraySlice<UInt8>] = []
        for line in bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false) {
            let content = line.last == UInt8(ascii: "\r") ? line.dropLast() : line
            lines += content.split(separator: UInt8(ascii: "\r"), omittingEmptySubsequences: false)
        }
        return lines
    }
}
