// swift-tools-version: 6.2
import PackageDescription

/// What every target is compiled with.
let house: [SwiftSetting] = [
    .treatAllWarnings(as: .error),
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("MemberImportVisibility"),
]

/// What the targets that hold no pointer are compiled with: the compiler rejects each unmarked unsafe expression.
let pure: [SwiftSetting] = house + [.strictMemorySafety()]

let package = Package(
    name: "accord",
    products: [
        .executable(name: "accord", targets: ["accord"]),
        .executable(name: "accord-benchmark", targets: ["accord-benchmark"]),
    ],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
        .package(url: "https://github.com/apple/swift-log", from: "1.16.2"),
    ],
    targets: [
        // C libraries: a header, a link name, and shims for what Swift cannot import.
        .systemLibrary(name: "CJansson", pkgConfig: "jansson", providers: [.apt(["libjansson-dev"])]),
        .systemLibrary(name: "CMicrohttpd", pkgConfig: "libmicrohttpd", providers: [.apt(["libmicrohttpd-dev"])]),
        .systemLibrary(name: "CSQLite", pkgConfig: "sqlite3", providers: [.apt(["libsqlite3-dev"])]),
        .systemLibrary(name: "CPCRE2", pkgConfig: "libpcre2-8", providers: [.apt(["libpcre2-dev"])]),
        .systemLibrary(name: "CIDN2", pkgConfig: "libidn2", providers: [.apt(["libidn2-dev"])]),
        .systemLibrary(name: "CGnuTLS", pkgConfig: "gnutls", providers: [.apt(["libgnutls28-dev"])]),
        .systemLibrary(name: "CYAML", pkgConfig: "yaml-0.1", providers: [.apt(["libyaml-dev"])]),

        // libcurl's functions, from a library that is loaded when it is needed.
        .target(name: "CCurl"),

        // C++ with a C interface, since no Swift of ours sees C++.
        .target(
            name: "CSimdjson",
            linkerSettings: [.linkedLibrary("simdjson"), .linkedLibrary("stdc++")]),

        // Leaves: one C library each, wrapped in values.
        .target(name: "JSONCore", dependencies: ["CJansson", "CSimdjson"], swiftSettings: house),
        .target(name: "Threads", swiftSettings: house),
        .target(name: "Digest", dependencies: ["CGnuTLS"], swiftSettings: house),
        .target(name: "YAML", dependencies: ["CYAML", "JSONCore"], swiftSettings: house),
        .target(name: "Pattern", dependencies: ["CPCRE2"], swiftSettings: house),
        .target(name: "IDNA", dependencies: ["CIDN2"], swiftSettings: house),
        .target(
            name: "HTTP",
            dependencies: ["CMicrohttpd", "Threads", .product(name: "Logging", package: "swift-log")],
            swiftSettings: house),

        // The domain: values and decisions, no pointer, no I/O.
        .target(name: "SchemaCore", dependencies: ["JSONCore", "Digest"], swiftSettings: pure),
        .target(name: "Governance", dependencies: ["SchemaCore", "JSONCore", "Digest"], swiftSettings: pure),
        .target(
            name: "Compatibility", dependencies: ["Governance", "SchemaCore", "JSONCore", "Digest"],
            swiftSettings: pure),
        .target(
            name: "JSONSchema",
            dependencies: ["Compatibility", "Governance", "Pattern", "IDNA", "SchemaCore", "JSONCore"],
            swiftSettings: pure),
        .target(
            name: "Reports", dependencies: ["Compatibility", "SchemaCore", "JSONCore", "Digest"], swiftSettings: pure),
        .target(
            name: "RegistryCore", dependencies: ["Governance", "Compatibility", "SchemaCore", "JSONCore", "Digest"],
            swiftSettings: pure),

        // The edges: SQL, URLs, the network, the terminal.
        .target(
            name: "SQLiteStore",
            dependencies: [
                "RegistryCore", "Governance", "SchemaCore", "JSONCore", "Digest", "Threads", "CSQLite",
                .product(name: "Logging", package: "swift-log"),
            ],
            swiftSettings: house),
        .target(
            name: "RegistryAPI",
            dependencies: [
                "RegistryCore", "Governance", "Compatibility", "HTTP", "Digest", "SchemaCore", "JSONCore",
                .product(name: "Logging", package: "swift-log"),
            ],
            swiftSettings: pure),
        .target(
            name: "RegistryClient", dependencies: ["Governance", "SchemaCore", "JSONCore", "CCurl"],
            swiftSettings: house),
        .target(
            name: "Webhooks",
            dependencies: [
                "RegistryCore", "SchemaCore", "JSONCore", "Digest", "Threads", "CCurl",
                .product(name: "Logging", package: "swift-log"),
            ],
            swiftSettings: house),
        .executableTarget(
            name: "accord",
            dependencies: [
                "RegistryAPI", "RegistryCore", "RegistryClient", "Webhooks", "SQLiteStore", "JSONSchema",
                "Compatibility", "Governance", "Reports", "HTTP", "Threads", "SchemaCore", "JSONCore", "YAML", "Digest",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
                .product(name: "Logging", package: "swift-log"),
            ],
            swiftSettings: house),

        .executableTarget(
            name: "accord-validation-benchmark",
            dependencies: ["JSONSchema", "Compatibility", "SchemaCore", "JSONCore"],
            path: "Tests/Benchmarks/Validation", exclude: ["event.json", "event.schema.json"], swiftSettings: house),

        .executableTarget(
            name: "accord-fuzz",
            dependencies: ["JSONSchema", "Compatibility", "SchemaCore", "JSONCore", "TestSupport"],
            path: "Tests/Fuzz", exclude: ["run"], swiftSettings: house),

        .executableTarget(
            name: "accord-benchmark",
            dependencies: ["JSONSchema", "Compatibility", "Governance", "SchemaCore", "JSONCore"],
            path: "Tests/Benchmarks/Engine", swiftSettings: house),

        .executableTarget(
            name: "accord-containment-trial",
            dependencies: [
                "JSONSchema", "Compatibility", "SchemaCore", "JSONCore", "TestSupport", "SchemaTestSupport",
            ],
            path: "Tests/Benchmarks/Containment", swiftSettings: house),

        // Tests: one folder per target, and what they share.
        .target(
            name: "TestSupport", dependencies: ["Governance", "JSONCore", "RegistryCore", "SchemaCore"],
            path: "Tests/Support", swiftSettings: house),
        .target(
            name: "SchemaTestSupport",
            dependencies: ["JSONSchema", "Compatibility", "SchemaCore", "JSONCore", "TestSupport"],
            path: "Tests/SchemaSupport", swiftSettings: house),
        .testTarget(name: "JSONCoreTests", dependencies: ["JSONCore", "TestSupport"], swiftSettings: house),
        .testTarget(name: "ThreadsTests", dependencies: ["Threads"], swiftSettings: house),
        .testTarget(name: "DigestTests", dependencies: ["Digest"], swiftSettings: house),
        .testTarget(name: "YAMLTests", dependencies: ["YAML", "JSONCore", "TestSupport"], swiftSettings: house),
        .testTarget(name: "PatternTests", dependencies: ["Pattern", "JSONCore", "TestSupport"], swiftSettings: house),
        .testTarget(name: "IDNATests", dependencies: ["IDNA"], swiftSettings: house),
        .testTarget(
            name: "HTTPTests", dependencies: ["HTTP", "TestSupport", .product(name: "Logging", package: "swift-log")],
            swiftSettings: house),
        .testTarget(
            name: "WebhooksTests",
            dependencies: [
                "Webhooks", "RegistryCore", "SQLiteStore", "JSONSchema", "Governance", "SchemaCore", "JSONCore",
                "Digest",
                "TestSupport", .product(name: "Logging", package: "swift-log"),
            ],
            swiftSettings: house),
        .testTarget(name: "SchemaCoreTests", dependencies: ["SchemaCore", "TestSupport"], swiftSettings: house),
        .testTarget(
            name: "GovernanceTests", dependencies: ["Governance", "SchemaCore", "JSONCore", "TestSupport"],
            swiftSettings: house),
        .testTarget(
            name: "CompatibilityTests", dependencies: ["Compatibility", "SchemaCore", "JSONCore", "TestSupport"],
            swiftSettings: house),
        .testTarget(
            name: "JSONSchemaTests",
            dependencies: [
                "JSONSchema", "Compatibility", "Governance", "SchemaCore", "JSONCore", "Pattern", "TestSupport",
                "SchemaTestSupport",
            ],
            swiftSettings: house),
        .testTarget(
            name: "ReportsTests",
            dependencies: [
                "Reports", "JSONSchema", "Compatibility", "Governance", "SchemaCore", "JSONCore", "TestSupport",
            ],
            swiftSettings: house),
        .testTarget(
            name: "RegistryCoreTests",
            dependencies: [
                "Governance",
                "RegistryCore", "SQLiteStore", "JSONSchema", "Compatibility", "SchemaCore", "JSONCore", "TestSupport",
            ],
            swiftSettings: house),
        .testTarget(
            name: "SQLiteStoreTests",
            dependencies: [
                "Governance",
                "SQLiteStore", "RegistryCore", "SchemaCore", "JSONCore", "Threads", "CSQLite", "TestSupport",
                .product(name: "Logging", package: "swift-log"),
            ],
            swiftSettings: house),
        .testTarget(
            name: "RegistryAPITests",
            dependencies: [
                "Governance",
                "RegistryAPI", "RegistryCore", "SQLiteStore", "JSONSchema", "Compatibility", "HTTP", "SchemaCore",
                "JSONCore", "TestSupport", .product(name: "Logging", package: "swift-log"),
            ],
            swiftSettings: house),
        .testTarget(
            name: "RegistryClientTests",
            dependencies: [
                "Governance",
                "RegistryClient", "RegistryAPI", "RegistryCore", "SQLiteStore", "JSONSchema", "HTTP", "SchemaCore",
                "JSONCore", "TestSupport", .product(name: "Logging", package: "swift-log"),
            ],
            swiftSettings: house),
    ],
    swiftLanguageModes: [.v6],
    cxxLanguageStandard: .cxx17
)
