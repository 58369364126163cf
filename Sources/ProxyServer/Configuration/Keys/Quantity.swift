/// A whole number with a unit behind it.
enum Quantity {
    /// Reads digits and an optional unit, as a count of the smallest unit; `nil` when it is neither or too large.
    ///
    /// `plain` is the factor of a number without a unit. Units are taken in lower and upper case.
    static func parse(_ text: String, units: [String: Int], plain: Int) -> Int? {
        let digits = text.prefix { $0.isASCII && $0.isNumber }
        guard let number = Int(digits) else {
            return nil
        }
        let unit = String(text[digits.endIndex...]).trimmingSpaces.lowercased()
        guard let factor = unit.isEmpty ? plain : units[unit] else {
            return nil
        }
        let (product, overflow) = number.multipliedReportingOverflow(by: factor)
        return overflow ? nil : product
    }
}
