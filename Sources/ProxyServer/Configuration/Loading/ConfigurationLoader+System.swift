extension ConfigurationLoader {
    /// A loader over the files of this machine.
    package static var system: ConfigurationLoader {
        ConfigurationLoader(
            readFile: { (path) throws(FileReadingError) in try FileReading.contents(of: path) },
            fileExists: FileReading.exists
        )
    }
}
