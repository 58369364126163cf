/// Why nothing was published; the description is what follows `Error: `.
struct PublishFailure: Error, Equatable, CustomStringConvertible {
    let description: String

    init(_ description: String) {
        self.description = description
    }
}
