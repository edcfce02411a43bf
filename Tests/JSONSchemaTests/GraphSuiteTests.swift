import JSONCore
import JSONSchema
import SchemaCore
import TestSupport
import Testing

private let suite = TestData("json-schema-test-suite")
private let realWorld = TestData("realworld")

@Suite struct GraphSuiteTests {
    private static let dialects: [(folder: String, dialect: Dialect)] = [
        ("draft4", .draft4), ("draft6", .draft6), ("draft7", .draft7), ("draft2019-09", .draft2019),
        ("draft2020-12", .draft2020),
    ]

    @Test(.enabled(if: suite != nil, "the official suite is absent"))
    func everySchemaOfTheOfficialSuiteIsRead() throws {
        let suite = try #require(suite)
        var remotes: [String: Definition] = [:]
        for file in suite.files(under: "remotes") {
            let name = "http://localhost:1234/" + file.dropFirst("remotes/".count)
            remotes[name] = Definition(type: .json, text: try #require(suite.text(file)))
        }
        var refused: [String] = []
        var count = 0
        for (folder, dialect) in Self.dialects {
            let format = JSONSchemaFormat(defaultDialect: dialect)
            for file in suite.files(under: "tests/" + folder) {
                let groups = try JSON(parsing: try #require(suite.text(file))).array ?? []
                for group in groups {
                    count += 1
                    let text = try #require(group["schema"]).text
                    do {
                        _ = try format.parse(Definition(type: .json, text: text), references: remotes)
                    } catch {
                        refused.append("\(file): \(group["description"]?.string ?? ""): \(error.message)")
                    }
                }
            }
        }
        #expect(count > 1500)
        #expect(refused == [])
    }

    /// The published schemas that refer to others which are not among them, and so cannot be read.
    private static let incomplete: Set<String> = [
        "azure-iot-edge-deployment-template-4.0", "cinnamon-spice.info", "feed", "foundryvtt-module-manifest",
        "foundryvtt-world-manifest", "grunt-clean-task", "grunt-cssmin-task", "minecraft-pack-mcmeta", "mta",
        "rc3-collection-0.0.3", "rc3-folder-0.0.3", "tsbuild", "tsoa",
    ]

    @Test(.enabled(if: realWorld != nil, "published schemas are absent"))
    func everyPublishedSchemaIsRead() throws {
        let realWorld = try #require(realWorld)
        var texts: [String: String] = [:]
        for file in realWorld.files(under: "schemas") where file.hasSuffix("/schema.json") {
            let text = try #require(realWorld.text(file))
            texts[String(file.split(separator: "/")[1])] = text
        }
        let shared = try #require(texts["compilerdefaults"])
        let references = ["compilerdefaults.json": Definition(type: .json, text: shared)]
        var refused: [String: String] = [:]
        for (name, text) in texts {
            do {
                _ = try JSONSchemaFormat().parse(Definition(type: .json, text: text), references: references)
            } catch {
                refused[name] = error.message
            }
        }
        #expect(texts.count > 100)
        #expect(refused.filter { !Self.incomplete.contains($0.key) } == [:])
        for message in refused.values {
            #expect(message.contains("neither part of the schema nor one of its references"))
        }
    }

    @Test(.enabled(if: realWorld != nil, "published schemas are absent"))
    func everyVersionOfAPublishedSchemaIsRead() throws {
        let pairs = try #require(realWorld?.text("pairs.jsonl")).split(separator: "\n")
        var refused: [String] = []
        for line in pairs {
            let pair = try JSON(parsing: String(line))
            for side in ["old", "new"] {
                let text = try #require(pair[side]).text
                do {
                    _ = try JSONSchemaFormat().parse(Definition(type: .json, text: text), references: [:])
                } catch {
                    refused.append("\(pair["id"]?.string ?? "") \(side): \(error.message.prefix(500))")
                }
            }
        }
        #expect(pairs.count > 200)
        #expect(refused == [])
    }
}
