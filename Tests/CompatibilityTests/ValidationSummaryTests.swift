import Compatibility
import JSONCore
import Testing

@Suite struct ValidationSummaryTests {
    private func error(_ keyword: String, _ instance: String = "/a", line: Int = 1) -> ValidationError {
        ValidationError(
            instanceLocation: JSONPointer(parsing: instance) ?? .root,
            keywordLocation: JSONPointer(parsing: keyword) ?? .root,
            absoluteKeywordLocation: "https://example.com/s#\(keyword)", message: "It is wrong",
            position: SourcePosition(line: line, column: 2), causes: [])
    }

    private func invalid(_ errors: ValidationError...) -> ValidationOutput {
        ValidationOutput(isValid: false, errors: errors)
    }

    @Test func nothingIsValid() {
        let summary = ValidationSummary()
        #expect(summary.isValid)
        #expect(summary.json(.flag).text == #"{"valid":true,"documents":0,"invalid":0,"undecided":0}"#)
    }

    @Test func errorsAreCountedByTheirKeywordInTheOrderOfTheFirst() {
        var summary = ValidationSummary()
        summary.add(.valid, from: "a.json")
        summary.add(invalid(error("/b", "/x"), error("/c")), from: "b.json")
        summary.add(invalid(error("/b", "/y"), error("/b", "/z")), from: "c.json")
        #expect(summary.documents == 3 && summary.invalid == 2 && summary.undecided == 0 && !summary.isValid)
        #expect(summary.groups.map(\.count) == [3, 1])
        #expect(summary.groups.map(\.first.keywordLocation.description) == ["/b", "/c"])
        #expect(summary.groups.map(\.firstSource) == ["b.json", "b.json"])
        #expect(
            summary.json(.basic)["errors"]?.array?.first?.text == """
                {"keywordLocation":"/b","absoluteKeywordLocation":"https://example.com/s#/b","count":3,\
                "first":{"instanceLocation":"/x","line":1,"column":2,"error":"It is wrong","source":"b.json"}}
                """)
    }

    @Test func whatCouldNotBeJudgedIsNotAmongTheInvalidAndNotValidEither() {
        var summary = ValidationSummary()
        summary.add(.undecided("it takes too long"))
        #expect(summary.invalid == 0 && summary.undecided == 1 && !summary.isValid)
    }

    @Test func kindsOfErrorsBeyondTheLimitAreOnlyCounted() {
        var summary = ValidationSummary()
        for number in 0..<(ValidationSummary.groupLimit + 5) { summary.add(invalid(error("/\(number)"))) }
        summary.add(invalid(error("/7")))
        #expect(summary.groups.count == ValidationSummary.groupLimit)
        #expect(summary.otherErrors == 5)
        #expect(summary.groups[7].count == 2)
    }

    @Test func summariesOfPartsAddUpToThatOfTheWhole() {
        var whole = ValidationSummary()
        var sum = ValidationSummary()
        for part in 0..<7 {
            var summary = ValidationSummary()
            for number in 0..<9 {
                let output: ValidationOutput =
                    switch (part + number) % 4 {
                    case 0: .valid
                    case 1: .undecided("it takes too long")
                    case let kind: invalid(error("/\(kind + part / 2)", "/\(number)"), error("/\(number % 3)"))
                    }
                whole.add(output, from: "\(part)")
                summary.add(output, from: "\(part)")
            }
            sum.add(summary)
        }
        #expect(whole.undecided > 0 && whole.groups.count > 3)
        #expect(sum.documents == 63 && sum.json(.detailed) == whole.json(.detailed))
        #expect(sum.groups.map(\.firstSource) == whole.groups.map(\.firstSource))
    }

    @Test func anErrorOfTheWholeDocumentNamesNoKeyword() {
        let output = ValidationOutput.unreadable(JSONError(message: "The text is empty.", line: 1, column: 1))
        #expect(
            output.json(.basic).text == """
                {"valid":false,"errors":[{"instanceLocation":"","line":1,"column":1,\
                "error":"The document is not JSON: the text is empty"}]}
                """)
    }

    @Test func anOutputMovesToTheLineThatItsDocumentStandsOn() {
        let cause = error("/b", line: 1)
        let tree = ValidationError(
            instanceLocation: .root, keywordLocation: .root, absoluteKeywordLocation: "#", message: "",
            position: SourcePosition(line: 1, column: 1), causes: [cause])
        let moved = ValidationOutput(isValid: false, errors: [tree]).beginning(onLine: 40)
        #expect(moved.errors[0].position?.line == 40 && moved.errors[0].causes[0].position?.line == 40)
        #expect(moved.errors[0].causes[0].position?.column == 2)
    }
}
