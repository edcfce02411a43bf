internal import JSONCore
internal import SchemaCore

extension BuiltInRule {
    /// Every rule, in the order in which they are shown: of the subject, of the text, of what is in it.
    public static let catalogue: [BuiltInRule] = [
        BuiltInRule(.requireOwner, "Checks that a team owns the subject."),
        BuiltInRule(
            .subjectNaming, "Checks that the subject's name matches one of some patterns.",
            options: [
                Option(
                    name: "patterns", purpose: "The patterns, as those that bind policies to subjects.",
                    form: .patterns, standard: ["*-key", "*-value"])
            ]),
        BuiltInRule(
            .maxBytes, "Checks that the schema's text is not too long.",
            options: [
                Option(name: "limit", purpose: "The most bytes of the text.", form: .count, standard: 65_536)
            ]),
        BuiltInRule(.requireTitle, "Checks that the schema has a title."),
        BuiltInRule(
            .requireDescription, "Checks that the schema, or every property, is described.",
            options: [
                Option(
                    name: "of", purpose: "What is to be described.", form: .choice(["root", "properties", "all"]),
                    standard: "root")
            ]),
        BuiltInRule(.explicitDraft, "Checks that the schema says in $schema which draft it is written in."),
        BuiltInRule(
            .propertyNaming, "Checks that properties are named in one style.",
            options: [
                Option(
                    name: "style", purpose: "The style.", form: .choice(NamingStyle.allCases.map(\.rawValue)),
                    standard: .string(NamingStyle.camelCase.rawValue)),
                Option(name: "except", purpose: "Names that are not looked at.", form: .texts, standard: []),
            ]),
        BuiltInRule(
            .closedContentModel,
            "Checks that objects have no properties but those that the schema names, or whose schema it gives."),
        BuiltInRule(
            .noRemoteReference, "Checks that no reference leads to an address that other tools would fetch.",
            options: [
                Option(
                    name: "allow", purpose: "Beginnings of addresses that may be referred to.", form: .texts,
                    standard: ["http://json-schema.org/", "https://json-schema.org/"])
            ]),
        BuiltInRule(
            .maxDepth, "Checks that properties and items are not nested too deeply in the schema's text.",
            options: [
                Option(
                    name: "limit", purpose: "The most properties and items within each other.", form: .count,
                    standard: 10)
            ]),
        BuiltInRule(
            .examplesValidate, "Checks that every example and default is valid by the schema that it belongs to."),
        BuiltInRule(
            .sensitiveLabelled,
            "Checks that properties that sound like personal data carry a label, in confluent:tags or by metadata.tags.",
            options: [
                Option(
                    name: "words", purpose: "The words that give personal data away; several make one term.",
                    form: .texts, standard: .strings(personalTerms)),
                Option(
                    name: "labels", purpose: "The labels of which one is needed; any does when none is named.",
                    form: .texts, standard: []),
            ]),
    ]

    /// What names of personal data have in them.
    private static let personalTerms = [
        "email", "phone", "telephone", "mobile number", "fax", "first name", "last name", "middle name", "full name",
        "given name", "family name", "maiden name", "surname", "birthday", "birth date", "date of birth", "dob",
        "birth place", "place of birth", "gender", "ethnicity", "religion", "nationality", "marital status", "ssn",
        "social security", "national id", "passport", "driver license", "drivers license", "tax id", "iban",
        "bank account", "account holder", "credit card", "card number", "card holder", "cvv", "cvc", "salary",
        "home address", "street", "street address", "postal address", "postal code", "postcode", "zip code",
        "ip address", "ip", "geolocation", "medical record", "health insurance", "fingerprint",
    ]
}
