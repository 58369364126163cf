/// One section of a route line after quotes are resolved: the condition, or a target.
struct RouteLineSection: Equatable {
    /// One parameter of a section.
    struct Parameter: Equatable {
        let name: [UInt8]
        /// Empty without an equals sign.
        let value: [UInt8]
        /// Position of the first character in the line, in bytes.
        let offset: Int
    }

    /// What stands before the first comma; empty when the section begins with a parameter.
    var value: [UInt8] = []
    /// Position of each byte of `value` in the line, in bytes.
    var valueOffsets: [Int] = []
    /// Position of the section's first character in the line, in bytes.
    let offset: Int
    /// In the order of the line, repeated ones too.
    var parameters: [Parameter] = []

    /// The position in the line of a byte of `value`, or of the section when there is no such byte.
    func offset(ofValueByte index: Int) -> Int {
        valueOffsets.indices.contains(index) ? valueOffsets[index] : offset
    }

    /// The parameter of that name; the last one when it is repeated (reference: behaviour 1.2).
    func last(_ name: StaticString) -> Parameter? {
        parameters.last { Self.matches($0, name) }
    }

    /// Whether a flag is present, whatever its value.
    func has(_ name: StaticString) -> Bool {
        last(name) != nil
    }

    /// The value of a parameter that may be empty; nil when it is absent.
    func bytes(_ name: StaticString) -> [UInt8]? {
        last(name)?.value
    }

    /// The value of a parameter for which empty means the same as absent.
    func nonEmptyBytes(_ name: StaticString) -> [UInt8]? {
        last(name).flatMap { $0.value.isEmpty ? nil : $0.value }
    }

    /// The value as text of a parameter for which empty means the same as absent.
    func text(_ name: StaticString) -> String? {
        nonEmptyBytes(name).map { String(decoding: $0, as: UTF8.self) }
    }

    /// The value as a whole number; nil when it is absent or none.
    func integer(_ name: StaticString) -> Int? {
        text(name).flatMap { Int($0) }
    }

    /// The value as one of an enum's raw values; nil when it is absent.
    func choice<Choice: RawRepresentable<String>>(
        _ name: StaticString,
        orElse problem: RouteProblem
    ) throws(RouteLineError) -> Choice? {
        guard let parameter = last(name) else {
            return nil
        }
        guard let choice = Choice(rawValue: String(decoding: parameter.value, as: UTF8.self)) else {
            throw RouteLineError(problem: problem, offset: parameter.offset)
        }
        return choice
    }

    /// The values of a repeatable parameter in the order of the line.
    func all<Element>(
        _ name: StaticString,
        _ read: ([UInt8]) throws(RouteProblem) -> Element
    ) throws(RouteLineError) -> [Element] {
        var elements: [Element] = []
        for parameter in parameters where Self.matches(parameter, name) {
            do throws(RouteProblem) {
                elements.append(try read(parameter.value))
            } catch {
                throw RouteLineError(problem: error, offset: parameter.offset)
            }
        }
        return elements
    }

    private static func matches(_ parameter: Parameter, _ name: StaticString) -> Bool {
        parameter.name.elementsEqual(name.description.utf8)
    }
}
