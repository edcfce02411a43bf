import SchemaCore
import Testing

@Suite struct SubjectTests {
    @Test func aPlainNameIsInTheDefaultContext() throws {
        let subject = try Subject(parsing: "team/orders-value")
        #expect(subject.context == .standard)
        #expect(subject.name == "team/orders-value")
        #expect(subject.qualifiedName == "team/orders-value")
    }

    @Test func aQualifiedNameNamesItsContext() throws {
        let subject = try Subject(parsing: ":.staging:orders")
        #expect(subject.context == Context(".staging"))
        #expect(subject.name == "orders")
        #expect(subject.qualifiedName == ":.staging:orders")
    }

    @Test func theQualifiedFormOfTheDefaultContextIsThePlainName() throws {
        #expect(try Subject(parsing: ":.:orders") == Subject(parsing: "orders"))
    }

    @Test func aContextGetsItsLeadingDot() {
        #expect(Context("staging") == Context(".staging"))
    }

    @Test func aNameThatIsNoneIsRefused() {
        // No parameters: they would be printed, control characters included.
        let long = String(repeating: "x", count: Subject.nameBytesLimit + 1)
        for text in ["", "a\u{0}b", "line\nbreak", "__GLOBAL", "__EMPTY", ":.ctx:", long] {
            #expect(throws: RegistryError.invalidSubject(text)) { try Subject(parsing: text) }
        }
    }

    @Test func composedAndDecomposedLettersAreDifferentSubjects() throws {
        let composed = try Subject(parsing: "caf\u{E9}")
        let decomposed = try Subject(parsing: "cafe\u{301}")
        #expect(composed != decomposed)
        #expect(Set([composed, decomposed]).count == 2)
    }
}

@Suite struct VersionSelectorTests {
    @Test func numbersAndLatestAreRead() throws {
        #expect(try VersionSelector(parsing: "7") == .number(#require(Version(7))))
        #expect(try VersionSelector(parsing: "2147483647") == .number(#require(Version(2_147_483_647))))
        for latest in ["latest", "LATEST", " latest ", "-1"] {
            #expect(try VersionSelector(parsing: latest) == .latest, "\(latest)")
        }
    }

    @Test(arguments: ["0", "-2", "2147483648", "99999999999999999999", "one", "", "1.0"])
    func anythingElseIsRefusedWithWhatIsAllowed(text: String) {
        #expect(throws: RegistryError.invalidVersion(text)) { try VersionSelector(parsing: text) }
    }

    @Test func theLastVersionHasNoNext() throws {
        #expect(try #require(Version(2_147_483_647)).next == nil)
        #expect(Version.first.next == Version(2))
    }
}
