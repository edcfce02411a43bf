/// A property of code points (`\p{…}`; ECMA-262, section 22.2.2.9).
public struct UnicodeProperty: Sendable, Hashable {
    /// What the name of the property is a name of.
    public enum Kind: Sendable, Hashable {
        case generalCategory, script, scriptExtensions, binary
    }

    public let kind: Kind
    /// The short name of a category, the long name of a binary property, the name of a script as it was written.
    public let name: String
    /// Whether the code points without the property are meant.
    public let isNegated: Bool

    init(_ kind: Kind, _ name: String, isNegated: Bool) {
        self.kind = kind
        self.name = name
        self.isNegated = isNegated
    }

    /// What stands between the braces of `\p{…}`; `nil` when there is no such property.
    ///
    /// Scripts are taken as they come: their names are known where they are compiled.
    init?(expression: Substring, isNegated: Bool) {
        let parts = expression.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
        guard let first = parts.first, parts.allSatisfy(Self.isName) else { return nil }
        guard parts.count == 2, let value = parts.last else {
            if let category = Self.categories[first] {
                self.init(.generalCategory, category, isNegated: isNegated)
            } else if let name = Self.binaries[first] {
                self.init(.binary, name, isNegated: isNegated)
            } else {
                return nil
            }
            return
        }
        switch first {
        case "General_Category", "gc":
            guard let category = Self.categories[value] else { return nil }
            self.init(.generalCategory, category, isNegated: isNegated)
        case "Script", "sc": self.init(.script, String(value), isNegated: isNegated)
        case "Script_Extensions", "scx": self.init(.scriptExtensions, String(value), isNegated: isNegated)
        default: return nil
        }
    }

    private static func isName(_ text: Substring) -> Bool {
        !text.isEmpty && text.utf8.allSatisfy { 48...57 ~= $0 || 65...90 ~= $0 || 97...122 ~= $0 || $0 == 95 }
    }

    /// All names of each category, the short one first (Unicode's PropertyValueAliases, `gc`).
    private static let categories = table(
        """
        L Letter;Lu Uppercase_Letter;Ll Lowercase_Letter;Lt Titlecase_Letter;LC Cased_Letter;Lm Modifier_Letter
        Lo Other_Letter;M Mark Combining_Mark;Mn Nonspacing_Mark;Mc Spacing_Mark;Me Enclosing_Mark;N Number
        Nd Decimal_Number digit;Nl Letter_Number;No Other_Number;P Punctuation punct;Pc Connector_Punctuation
        Pd Dash_Punctuation;Ps Open_Punctuation;Pe Close_Punctuation;Pi Initial_Punctuation;Pf Final_Punctuation
        Po Other_Punctuation;S Symbol;Sm Math_Symbol;Sc Currency_Symbol;Sk Modifier_Symbol;So Other_Symbol
        Z Separator;Zs Space_Separator;Zl Line_Separator;Zp Paragraph_Separator;C Other;Cc Control cntrl;Cf Format
        Cs Surrogate;Co Private_Use;Cn Unassigned
        """)

    /// All names of each binary property, the long one first (ECMA-262, table 68).
    private static let binaries = table(
        """
        ASCII;ASCII_Hex_Digit AHex;Alphabetic Alpha;Any;Assigned;Bidi_Control Bidi_C;Bidi_Mirrored Bidi_M
        Case_Ignorable CI;Cased;Changes_When_Casefolded CWCF;Changes_When_Casemapped CWCM
        Changes_When_Lowercased CWL;Changes_When_NFKC_Casefolded CWKCF;Changes_When_Titlecased CWT
        Changes_When_Uppercased CWU;Dash;Default_Ignorable_Code_Point DI;Deprecated Dep;Diacritic Dia;Emoji
        Emoji_Component EComp;Emoji_Modifier EMod;Emoji_Modifier_Base EBase;Emoji_Presentation EPres
        Extended_Pictographic ExtPict;Extender Ext;Grapheme_Base Gr_Base;Grapheme_Extend Gr_Ext;Hex_Digit Hex
        IDS_Binary_Operator IDSB;IDS_Trinary_Operator IDST;ID_Continue IDC;ID_Start IDS;Ideographic Ideo
        Join_Control Join_C;Logical_Order_Exception LOE;Lowercase Lower;Math;Noncharacter_Code_Point NChar
        Pattern_Syntax Pat_Syn;Pattern_White_Space Pat_WS;Quotation_Mark QMark;Radical;Regional_Indicator RI
        Sentence_Terminal STerm;Soft_Dotted SD;Terminal_Punctuation Term;Unified_Ideograph UIdeo;Uppercase Upper
        Variation_Selector VS;White_Space space;XID_Continue XIDC;XID_Start XIDS
        """)

    /// The first name of a row by each of its names.
    private static func table(_ text: String) -> [Substring: String] {
        var table: [Substring: String] = [:]
        for row in text.split(whereSeparator: { $0 == ";" || $0 == "\n" }) {
            let names = row.split(separator: " ")
            for name in names { table[name] = names.first.map(String.init) }
        }
        return table
    }
}
