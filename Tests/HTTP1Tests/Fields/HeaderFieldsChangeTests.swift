import NIOCore
import Testing

@testable import HTTP1

struct HeaderFieldsChangeTests {
    private func written(_ fields: HeaderFields) -> String {
        var buffer = ByteBuffer()
        fields.write(to: &buffer)
        #expect(buffer.readableBytes == fields.byteCount)
        return String(buffer: buffer)
    }

    @Test func unchangedFieldsAreWrittenInOrder() {
        #expect(self.written(["Host": "x", "A": ""]) == "Host: x\r\nA: \r\n")
        #expect(self.written([:]) == "")
    }

    @Test(arguments: [
        ("a", "B: 2\r\nC: 3\r\nb: 4\r\n"), ("B", "A: 1\r\nC: 3\r\n"), ("c", "A: 1\r\nB: 2\r\nb: 4\r\n"),
        ("d", "A: 1\r\nB: 2\r\nC: 3\r\nb: 4\r\n"),
    ])
    func removalTakesEverySpelling(name: String, rest: String) {
        var fields: HeaderFields = ["A": "1", "B": "2", "C": "3", "b": "4"]
        fields.removeAll(FieldName(name))
        #expect(self.written(fields) == rest)
    }

    @Test func removalByConditionSeesEachField() {
        var fields: HeaderFields = ["Grip-A": "1", "B": "2", "grip-c": "3", "D": "2"]
        fields.removeAll { $0.nameHasPrefix("grip-") }
        #expect(self.written(fields) == "B: 2\r\nD: 2\r\n")
        fields.removeAll { $0.valueString == "2" }
        #expect(fields.isEmpty)
        #expect(self.written(fields) == "")
    }

    @Test func appendingAfterRemovalGoesToTheEnd() {
        var fields: HeaderFields = ["A": "1", "B": "2"]
        fields.removeAll("A")
        fields.append("C", "3")
        #expect(self.written(fields) == "B: 2\r\nC: 3\r\n")
    }

    @Test func replacingKeepsThePlaceAndTakesTheNewSpelling() {
        var fields: HeaderFields = ["A": "1", "host": "old", "B": "2", "HOST": "older"]
        let isAdded = fields.replace("Host", with: "new")
        #expect(isAdded)
        #expect(self.written(fields) == "A: 1\r\nHost: new\r\nB: 2\r\n")
        let isAddedToo = fields.replace("C", with: "3")
        #expect(isAddedToo)
        #expect(self.written(fields) == "A: 1\r\nHost: new\r\nB: 2\r\nC: 3\r\n")
        fields.removeAll("A")
        #expect(self.written(fields) == "Host: new\r\nB: 2\r\nC: 3\r\n")
    }

    @Test func replacingWithAnInvalidValueChangesNothing() {
        var fields: HeaderFields = ["A": "1"]
        let isAdded = fields.replace("A", with: "2\r\nEvil: 1")
        #expect(!isAdded)
        #expect(self.written(fields) == "A: 1\r\n")
    }

    @Test func fieldsOfAnotherMessageAreTakenOver() {
        var other: HeaderFields = ["X": "1", "Y": "2", "Z": "3"]
        var fields: HeaderFields = ["A": "1"]
        fields.append(contentsOf: other)
        #expect(self.written(fields) == "A: 1\r\nX: 1\r\nY: 2\r\nZ: 3\r\n")
        other.removeAll("Y")
        fields.append(contentsOf: other)
        #expect(self.written(fields) == "A: 1\r\nX: 1\r\nY: 2\r\nZ: 3\r\nX: 1\r\nZ: 3\r\n")
        fields.append(other[1])
        #expect(fields.values("z") == ["3", "3", "3"])
    }

    @Test func whitespaceAroundAValueIsLeftOut() {
        var fields = HeaderFields()
        fields.append("A", " \tb c\t ")
        fields.append("D", "  ")
        #expect(self.written(fields) == "A: b c\r\nD: \r\n")
    }

    /// Each of these would end the line, and whoever chose it would write the next one.
    @Test(arguments: ["a\r\nX-Evil: 1", "a\nb", "a\rb", "a\0b", "\r\n", "a\u{7F}", "a\u{1}"])
    func aValueWithAControlByteIsRefused(value: String) {
        var fields: HeaderFields = ["A": "1"]
        let isAdded = fields.append("B", value)
        #expect(!isAdded)
        #expect(!HeaderFields.isValidValue(Array(value.utf8)))
        #expect(self.written(fields) == "A: 1\r\n")
    }

    /// Each of these would end the name early or make it another one for another reader.
    @Test(arguments: ["", "A:", "A B", " A", "A ", "A\r\nB", "A\n", "\u{E9}", "A\0", "A,"])
    func aNameThatIsNoTokenIsRefused(name: String) {
        var fields: HeaderFields = ["A": "1"]
        let isAdded = fields.append(name, "v")
        #expect(!isAdded)
        #expect(!HeaderFields.isValidName(Array(name.utf8)))
        #expect(self.written(fields) == "A: 1\r\n")
    }

    @Test(arguments: ["", "a", "a\tb", "caf\u{E9}", "\"q\"; x=1, y"])
    func otherValuesAreValid(value: String) {
        #expect(HeaderFields.isValidValue(Array(value.utf8)))
    }

    /// Replacing one field again and again must not keep every line it ever had.
    @Test func changesInALoopDoNotGrowTheMemory() {
        var fields: HeaderFields = ["A": "1", "B": "2"]
        for number in 0..<10_000 {
            fields.replace("A", with: "\(number)")
        }
        #expect(self.written(fields) == "A: 9999\r\nB: 2\r\n")
        #expect(fields.block.count < 10_000)
    }

    @Test func copiesChangeIndependently() {
        let original: HeaderFields = ["A": "1", "B": "2"]
        var copy = original
        copy.removeAll("A")
        copy.append("C", "3")
        #expect(self.written(original) == "A: 1\r\nB: 2\r\n")
        #expect(self.written(copy) == "B: 2\r\nC: 3\r\n")
    }

    @Test func compactFieldsAreTheSame() {
        var fields: HeaderFields = ["A": "1", "B": "2", "A": "3", "C": ""]
        fields.removeAll("A")
        fields.append("D", "4")
        let before = fields
        fields.compact()
        #expect(fields == before)
        #expect(fields.description == "B: 2\r\nC: \r\nD: 4\r\n")
        fields.append("E", "5")
        #expect(fields.values("E") == ["5"])
    }
}
