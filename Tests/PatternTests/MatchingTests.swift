import Pattern
import Testing

@Suite struct MatchingTests {
    @Test func patternsMatchAsECMA262Says() throws {
        // The answers are those of an engine of ECMA-262, for the flag `u`.
        let cases: [(source: String, matching: [String], other: [String])] = [
            ("b", ["abc"], ["", "ac"]),
            ("^b", ["bc"], ["abc", "a\u{a}b"]),
            ("b$", ["ab"], ["b\u{a}", "ba", "b\u{a}c"]),
            ("^$", [""], ["\u{a}"]),
            ("", ["", "x"], []),
            ("^.$", ["a", "é", "😀", "\u{85}", "\u{0}"], ["\u{a}", "\u{d}", "\u{2028}", "\u{2029}"]),
            ("^[^]$", ["\u{a}", "😀"], [""]),
            ("[]", [], ["", "a"]),
            ("^\\d$", ["7"], ["٧", "a"]),
            ("^\\D$", ["٧"], ["7"]),
            ("^\\w$", ["_", "Z"], ["é", "ſ", "-"]),
            ("^\\W$", ["é"], ["_", "K"]),
            (
                "^\\s$",
                [
                    " ", "\u{9}", "\u{b}", "\u{c}", "\u{a0}", "\u{feff}", "\u{1680}", "\u{2003}", "\u{202f}",
                    "\u{3000}", "\u{2029}",
                ], ["\u{200b}", "\u{180e}", "\u{85}"]
            ),
            ("^\\S$", ["\u{200b}", "a"], [" ", "\u{feff}"]),
            ("^[\\s\\S]$", ["\u{a}", "😀"], []),
            ("^[^\\d\\s]$", ["a"], ["1", " "]),
            ("^[\\D]$", ["é"], ["1"]),
            ("^[a-z-]$", ["-", "m"], ["M"]),
            ("^[\\]a]$", ["]", "a"], ["\\"]),
            ("^[\\b]$", ["\u{8}"], ["b"]),
            ("^[.*]$", ["."], ["a"]),
            ("^[^a]$", ["b", "\u{a}", "😀"], ["a"]),
            ("^[😀-😂]$", ["😁"], ["😃"]),
            ("^[\\u{1F600}-\\u{1F602}]$", ["😁"], ["😃"]),
            ("^[\\ud83d\\ude00]$", ["😀"], ["�"]),
            ("^😀{2}$", ["😀😀"], ["😀"]),
            ("^\\t\\n\\v\\f\\r\\0$", ["\u{9}\u{a}\u{b}\u{c}\u{d}\u{0}"], ["tnvfr0"]),
            ("^\\cA\\cz$", ["\u{1}\u{1a}"], ["AZ"]),
            ("^\\x41\\u0042\\u{43}$", ["ABC"], ["abc"]),
            ("^\\^\\$\\.\\*\\+\\?\\(\\)\\[\\]\\{\\}\\|\\/\\\\$", ["^$.*+?()[]{}|/\\"], []),
            ("^a{2}$", ["aa"], ["a", "aaa"]),
            ("^a{2,}$", ["aaaa"], ["a"]),
            ("^a{1,2}$", ["a", "aa"], ["", "aaa"]),
            ("^a{0}b$", ["b"], ["ab"]),
            ("^(?:ab)*?$", ["abab"], ["aba"]),
            ("^(a?){3}$", ["aaa"], ["aaaa"]),
            ("^(a|bc)+$", ["abca"], ["abcb"]),
            ("^(.)\\1$", ["aa", "😀😀"], ["ab"]),
            ("^(?<x>a|b)\\k<x>$", ["aa"], ["ab"]),
            ("^\\k<x>(?<x>a)$", ["a"], ["aa"]),
            ("^(a)?\\1$", ["", "aa"], ["a"]),
            ("^(a\\1)$", ["a"], ["aa"]),
            ("^(?:\\2b|(a)(b))+$", ["b", "ab"], []),
            ("^(?=.*\\d)(?=.*[a-z]).{3,}$", ["a1b"], ["abc", "1a"]),
            ("^(?!.*\\.\\.)[a.]+$", ["a.a"], ["a..a"]),
            ("(?<=\\$)\\d", ["$5"], ["5"]),
            ("(?<!\\$)\\b\\d", ["5"], ["$5"]),
            ("(?<=a+)b", ["aab"], ["b"]),
            ("^(?:x|(?<=^x*)y)+$", ["xxy", "xyx"], []),
            ("(?<!^a*)b", ["cab"], ["aab"]),
            ("(?<=ab|cde|f)x", ["cdex"], ["dex", "x"]),
            ("a?(?<=a(?:bb)*)$", ["a"], ["ab", "b"]),
            ("\\bé", ["aé"], ["é", "é a"]),
            ("^\\Ba", [], ["a", " a"]),
            ("a\\b", ["a-", "aé"], ["ab"]),
            ("^\\p{L}$", ["é"], ["1"]),
            ("^\\p{Letter}$", ["Ω"], ["-"]),
            ("^\\p{gc=Lu}$", ["É"], ["é"]),
            ("^\\p{General_Category=Decimal_Number}$", ["٧"], ["½"]),
            ("^\\p{digit}$", ["٧"], ["x"]),
            ("^\\P{Lu}$", ["é"], ["É"]),
            ("^[^\\p{L}\\P{ASCII}]$", ["1"], ["a", "é"]),
            ("^\\p{LC}$", ["ǅ"], ["ª"]),
            ("^\\p{Script=Greek}$", ["α"], ["a"]),
            ("^\\p{sc=Grek}$", ["α"], ["a"]),
            ("^\\p{Script_Extensions=Greek}$", ["α", "\u{342}"], ["a"]),
            ("^\\p{sc=Greek}$", [], ["\u{342}"]),
            ("^\\p{Emoji_Presentation}$", ["😀"], ["a"]),
            ("^\\p{Any}$", ["\u{a}"], [""]),
            ("^\\p{Assigned}$", ["a"], ["\u{378}"]),
            ("^\\p{ASCII}$", ["\u{7f}"], ["\u{80}"]),
            ("^\\p{Alpha}$", ["ª"], ["1"]),
            ("^\\p{White_Space}$", ["\u{85}"], ["\u{feff}"]),
            ("^straße$", ["straße"], ["STRASSE", "Straße"]),
            ("K", ["K"], []),
        ]
        try check(cases)
    }

    @Test func whatIsWrittenForNoFlagIsTakenWhereTheMeaningIsClear() throws {
        // The answers are those of an engine of ECMA-262, without flags (section B.1.2).
        let cases: [(source: String, matching: [String], other: [String])] = [
            ("^\\-\\_\\@\\,$", ["-_@,"], []),
            ("^a{,2}$", ["a{,2}"], ["aa"]),
            ("^{x}$", ["{x}"], ["x"]),
            ("^a]}$", ["a]}"], []),
            ("^[]a]$", [], ["a]", "a", ""]),
            ("^[\\w-.]+$", ["a-."], ["a+"]),
            ("^[\\w-a]$", ["-", "b"], [","]),
            ("(?=a)*b", ["b"], []),
        ]
        try check(cases)
    }

    private func check(_ cases: [(source: String, matching: [String], other: [String])]) throws {
        for (source, matching, other) in cases {
            let pattern = try Pattern(source)
            for text in matching {
                #expect(try pattern.matches(text), "\(source) on \(text.debugDescription)")
                #expect(try pattern.matches(Array(text.utf8).span), "\(source) on \(text.debugDescription)")
            }
            for text in other {
                #expect(try !pattern.matches(text), "\(source) on \(text.debugDescription)")
                #expect(try !pattern.matches(Array(text.utf8).span), "\(source) on \(text.debugDescription)")
            }
        }
    }

    @Test func bytesThatAreNotUTF8AreGivenUp() throws {
        let pattern = try Pattern(".")
        for bytes: [UInt8] in [[0x61, 0xFF], [0xC3], [0xED, 0xA0, 0x80], [0xF0, 0x9F]] {
            #expect(throws: PatternGaveUp(source: ".")) { try pattern.matches(bytes.span) }
        }
    }

    @Test func patternsAreEqualWhenTheBytesOfTheirSourcesAre() throws {
        #expect(try Pattern("a+") == Pattern("a+"))
        #expect(try Pattern("a+") != Pattern("aa*"))
        #expect(try Pattern("\u{e9}") != Pattern("e\u{301}"))
        #expect(try Set([Pattern("a"), Pattern("a"), Pattern("b")]).count == 2)
    }

    @Test func oneCompiledPatternServesManyThreads() async throws {
        let pattern = try Pattern("^(?:[a-z]+-)*(?<=[a-z]*-)[0-9]+$")
        await withTaskGroup(of: Int.self) { group in
            for thread in 0..<4 {
                group.addTask {
                    (0..<500).count { number in
                        let text = String(repeating: "ab-", count: thread + 1) + String(number)
                        return (try? pattern.matches(text)) == true && (try? pattern.matches(text + "x")) == false
                    }
                }
            }
            for await count in group { #expect(count == 500) }
        }
    }
}
