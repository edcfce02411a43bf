import Pattern
import TestSupport
import Testing

@Suite struct SyntaxTests {
    @Test func whatIsNoExpressionOfECMA262IsRefusedWithItsPlace() {
        let kinds = "This is none of the groups of ECMA-262: (?:, (?=, (?!, (?<=, (?<! and (?<name>."
        let escape = "ECMA-262 knows no such escape."
        let nothing = "There is nothing to repeat."
        let cases: [(source: String, message: String, offset: Int)] = [
            ("(?i)abc", kinds, 0), ("a(?ims)b", kinds, 1), ("(?P<n>a)", kinds, 0), ("(?P=n)", kinds, 0),
            ("(?#x)", kinds, 0),
            ("(?>a)", kinds, 0), ("(?|a)", kinds, 0), ("(?(1)a)", kinds, 0), ("(?R)", kinds, 0), ("(?", kinds, 0),
            ("(?&n)", kinds, 0), ("(?'n'a)", kinds, 0),
            ("\\a", escape, 0), ("é\\Z", escape, 1), ("\\A", escape, 0), ("\\z", escape, 0), ("\\h", escape, 0),
            ("\\Qa\\E", escape, 0), ("\\G", escape, 0), ("\\K", escape, 0), ("\\R", escape, 0), ("\\X", escape, 0),
            ("\\e", escape, 0), ("\\N", escape, 0), ("[\\B]", escape, 1), ("[\\1]", escape, 1), ("\\é", escape, 0),
            ("*", nothing, 0), ("a|+", nothing, 2), ("a**", nothing, 2), ("a++", nothing, 2), ("a?+", nothing, 2),
            ("a{1}{2}", nothing, 4), ("(*FAIL)", nothing, 1), ("(?:+)", nothing, 3), ("{1}", nothing, 0),
            ("a{2,1}", "The least count of a repetition is above its largest.", 1),
            ("x^*", "There is nothing to repeat: this only looks, and takes no characters.", 1),
            ("\\b+", "There is nothing to repeat: this only looks, and takes no characters.", 0),
            ("(?<=a)?", "There is nothing to repeat: this only looks, and takes no characters.", 0),
            ("^(abc]", "This group has no closing parenthesis.", 1),
            ("(a(b)", "This group has no closing parenthesis.", 0),
            ("a)", "This closing parenthesis has no opening one.", 1),
            ("x[a", "This class has no closing bracket.", 1),
            ("[]a]b)", "This closing parenthesis has no opening one.", 5),
            ("[b-a]", "The range of the class ends before it begins.", 2),
            ("ab\\", "A backslash must be followed by something.", 2),
            ("[\\", "A backslash must be followed by something.", 1),
            ("\\c1", "\\c must be followed by a letter.", 0), ("\\00", "\\0 must not be followed by a digit.", 0),
            ("\\xg0", "\\x must be followed by two hexadecimal digits.", 0),
            ("\\u12", "\\u must be followed by four hexadecimal digits or by braces.", 0),
            ("\\u{110000}", "\\u{ must be followed by a code point up to 10FFFF and a closing brace.", 0),
            ("\\u{}", "\\u{ must be followed by a code point up to 10FFFF and a closing brace.", 0),
            ("(a)\\2", "There is no group of this number.", 3),
            ("\\k", "\\k must be followed by the name of a group.", 0),
            ("\\k<a>(?<b>x)", "There is no group of this name.", 0),
            ("(?<a>x)(?<a>y)", "Two groups have the same name.", 10),
            ("(?<>x)", "The name of a group is missing.", 3),
            ("(?<1>x)", "A name of a group consists of letters, digits, _ and $.", 3),
            ("\\p", "\\p must be followed by a property of Unicode in braces.", 0),
            ("\\pL", "\\p must be followed by a property of Unicode in braces.", 0),
            ("\\p{L", "\\p must be followed by a property in braces.", 0),
            ("\\p{Foo}", "\\p must be followed by a property of Unicode in braces.", 0),
            ("\\p{Greek}", "\\p must be followed by a property of Unicode in braces.", 0),
            ("\\p{letter}", "\\p must be followed by a property of Unicode in braces.", 0),
            ("\\p{^L}", "\\p must be followed by a property of Unicode in braces.", 0),
            ("\\p{Script=}", "\\p must be followed by a property of Unicode in braces.", 0),
            ("a\\p{Script=Klingon}", "There is no script Klingon.", 1),
        ]
        for (source, message, offset) in cases {
            #expect(throws: PatternError(message: message, offset: offset), "\(source)") { try Pattern(source) }
        }
    }

    @Test func whatIsNotSupportedIsRefusedAndSaysSo() {
        let lookBehind =
            "A look-behind of no fixed length with a look-ahead, a boundary or a back-reference in it, or more than 255 of "
            + "them, is not supported."
        let cases: [(source: String, message: String)] = [
            ("a{65536}", "A repetition of more than 65,535 times is not supported."),
            ("a{0,99999999999999999999}", "A repetition of more than 65,535 times is not supported."),
            ("(?<=a*$)b", lookBehind), ("(a)(?<=\\1*)b", lookBehind), ("(?<=(a)*)\\1", lookBehind),
            ("\\p{CWKCF}", "The property Changes_When_NFKC_Casefolded is not supported."),
            (
                String(repeating: "(", count: 201) + String(repeating: ")", count: 201),
                "Groups are nested deeper than 200 levels."
            ),
        ]
        for (source, message) in cases {
            do {
                _ = try Pattern(source)
                Issue.record("\(source) is accepted")
            } catch {
                #expect(error.message == message, "\(source)")
            }
        }
        #expect(throws: PatternError.self) { try Pattern("(?:(?:a{1000}){1000}){1000}") }
        #expect(throws: PatternError.self) { try Pattern(String(repeating: "(", count: 100_000)) }
    }

    @Test func groupsAreReadAtTheDeepestLevel() throws {
        let pattern = try Pattern(String(repeating: "(a|", count: 200) + "b" + String(repeating: ")*", count: 200))
        #expect(try pattern.matches("aab"))
    }

    @Test func theTreeOfAnExpressionIsAtHand() throws {
        let expected: Expression = .sequence([
            .start,
            .repeated(.characters(CharacterClass(ranges: [48...57])), minimum: 2, maximum: nil, .fewest),
            .group(
                .alternatives([
                    .characters(CharacterClass(ranges: [97...97])),
                    .look(
                        .behind, .noMatch, .characters(CharacterClass(ranges: [98...98, 99...100], isNegated: true))),
                ]), number: 1),
            .backreference(1), .end,
        ])
        #expect(try Pattern("^\\d{2,}?(a|(?<![^bc-d]))\\1$").expression == expected)
    }

    @Test func anyTextIsCompiledOrRefusedWithAPlace() {
        let seed = SeededGenerator.seed
        var generator = SeededGenerator(seed: seed)
        let pieces = [
            "a", "b", "-", "]", "[", "[^", "(", ")", "(?:", "(?=", "(?<!", "(?<n>", "|", "*", "+?", "{2}", "{1,}", "{",
            "}", "\\", "\\d",
            "\\1", "\\k<n>", "\\b", "\\p{L}", "\\p{", "\\u{61}", "\\ud83d", "^", "$", ".", "😀", "é", "\0", ",", ">",
            "9",
        ]
        for _ in 0..<5_000 {
            let source = (0..<Int.random(in: 0..<12, using: &generator))
                .map { _ in pieces[Int.random(in: 0..<pieces.count, using: &generator)] }.joined()
            do {
                let pattern = try Pattern(source)
                for text in ["", "ab9-", "😀é\0"] { _ = try? pattern.matches(text) }
            } catch {
                #expect(0...source.unicodeScalars.count ~= error.offset, "\(source), seed \(seed)")
            }
        }
    }
}
