/// The published meta-schemas, by their URIs.
enum Metaschemas {
    /// The text of a meta-schema by its URI, with `http` or `https`, without a fragment.
    static func text(_ uri: String) -> String? {
        for scheme in ["http://", "https://"] where uri.hasPrefix(scheme) {
            return texts[String(uri.dropFirst(scheme.count))]
        }
        return nil
    }

    private static let texts: [String: String] = {
        var texts = [
            "json-schema.org/draft-04/schema": draft4,
            "json-schema.org/draft-06/schema": draft6,
            "json-schema.org/draft-07/schema": draft7,
        ]
        for (name, text) in draft2019 { texts["json-schema.org/draft/2019-09/\(name)"] = text }
        for (name, text) in draft2020 { texts["json-schema.org/draft/2020-12/\(name)"] = text }
        return texts
    }()
}
