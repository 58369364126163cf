// swift-tools-version: 6.2

import PackageDescription

/// One set of compiler rules for every target: see docs/architecture.md, "Rules a tool checks".
let settings: [SwiftSetting] = [
    .swiftLanguageMode(.v6),
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .enableUpcomingFeature("NonisolatedNonsendingByDefault"),
    .strictMemorySafety(),
]

let nioCore = Target.Dependency.product(name: "NIOCore", package: "swift-nio")
let nioPosix = Target.Dependency.product(name: "NIOPosix", package: "swift-nio")
let nioEmbedded = Target.Dependency.product(name: "NIOEmbedded", package: "swift-nio")
let nioHTTP1 = Target.Dependency.product(name: "NIOHTTP1", package: "swift-nio")
let nioTLS = Target.Dependency.product(name: "NIOTLS", package: "swift-nio")
let nioSSL = Target.Dependency.product(name: "NIOSSL", package: "swift-nio-ssl")
let crypto = Target.Dependency.product(name: "Crypto", package: "swift-crypto")
let cryptoExtras = Target.Dependency.product(name: "CryptoExtras", package: "swift-crypto")
let logging = Target.Dependency.product(name: "Logging", package: "swift-log")
let asyncHTTPClient = Target.Dependency.product(name: "AsyncHTTPClient", package: "async-http-client")
let httpTypes = Target.Dependency.product(name: "HTTPTypes", package: "swift-http-types")
let nioHTTPTypes = Target.Dependency.product(name: "NIOHTTPTypes", package: "swift-nio-extras")
let hummingbird = Target.Dependency.product(name: "Hummingbird", package: "hummingbird")
let hummingbirdCore = Target.Dependency.product(name: "HummingbirdCore", package: "hummingbird")
let lifecycle = Target.Dependency.product(name: "ServiceLifecycle", package: "swift-service-lifecycle")
let unixSignals = Target.Dependency.product(name: "UnixSignals", package: "swift-service-lifecycle")
let argumentParser = Target.Dependency.product(name: "ArgumentParser", package: "swift-argument-parser")

let package = Package(
    name: "holdfast",
    platforms: [.macOS(.v15)],
    products: [
        .executable(name: "holdfast", targets: ["holdfast"]),
        .library(name: "GRIP", targets: ["GRIP"]),
    ],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.0"),
        .package(url: "https://github.com/apple/swift-crypto", from: "4.5.0"),
        .package(url: "https://github.com/apple/swift-http-types", from: "1.8.0"),
        .package(url: "https://github.com/apple/swift-log", from: "1.16.0"),
        .package(url: "https://github.com/apple/swift-nio", from: "2.101.0"),
        .package(url: "https://github.com/apple/swift-nio-ssl", from: "2.37.6"),
        .package(url: "https://github.com/apple/swift-nio-extras", from: "1.35.0"),
        .package(url: "https://github.com/hummingbird-project/hummingbird", from: "2.28.0"),
        .package(url: "https://github.com/swift-server/async-http-client", from: "1.37.0"),
        .package(url: "https://github.com/swift-server/swift-service-lifecycle", from: "2.13.0"),
    ],
    targets: [
        // Pure: no sockets, no clock, no event loop.
        .target(name: "GRIP", dependencies: [nioCore, crypto, cryptoExtras], swiftSettings: settings),
        .target(name: "HTTP1", dependencies: [nioCore], swiftSettings: settings),
        .systemLibrary(name: "CZlib", providers: [.apt(["zlib1g-dev"])]),
        .target(name: "WebSocket", dependencies: ["CZlib", nioCore, crypto], swiftSettings: settings),
        // A leaf protocol: knows nothing of GRIP.
        .target(name: "ZMTP", dependencies: [nioCore, nioPosix], swiftSettings: settings),
        .target(name: "ProxyRouting", swiftSettings: settings),
        .target(
            name: "ProxySessions",
            dependencies: ["GRIP", "HTTP1", "ProxyRouting", "WebSocket", nioCore],
            swiftSettings: settings
        ),
        // Bound to one event loop.
        .target(name: "CEpoll"),
        .target(
            name: "ProxyFanout",
            dependencies: ["CEpoll", "GRIP", "ProxySessions", "WebSocket", nioCore],
            swiftSettings: settings
        ),
        // Sockets.
        .target(
            name: "ProxyListener",
            dependencies: [
                "HTTP1", "ProxyFanout", "ProxySessions", nioCore, nioPosix, nioSSL, nioTLS, logging,
            ],
            swiftSettings: settings
        ),
        .target(
            name: "ProxyUpstream",
            dependencies: ["HTTP1", "ProxyFanout", nioCore, nioPosix, nioSSL, nioTLS],
            swiftSettings: settings
        ),
        .target(
            name: "ProxyControl",
            dependencies: [
                "GRIP", "HTTP1", "ProxyFanout", "ProxySessions", "ZMTP", nioCore, nioPosix, logging,
            ],
            swiftSettings: settings
        ),
        .target(
            name: "ProxyAdmin",
            dependencies: [
                "ProxyFanout", nioCore, nioHTTPTypes, httpTypes, hummingbird, hummingbirdCore, logging, lifecycle,
            ],
            swiftSettings: settings
        ),
        // Composition.
        .target(
            name: "ProxyServer",
            dependencies: [
                "GRIP", "HTTP1", "ProxyAdmin", "ProxyControl", "ProxyFanout", "ProxyListener", "ProxyRouting",
                "ProxySessions",
                "ProxyUpstream", "WebSocket", "ZMTP", nioCore, nioPosix, logging, lifecycle, unixSignals,
            ],
            swiftSettings: settings
        ),
        .executableTarget(
            name: "holdfast",
            dependencies: [
                "GRIP", "ProxyServer", "ZMTP", argumentParser, asyncHTTPClient, nioCore, nioHTTP1, nioPosix,
            ],
            swiftSettings: settings
        ),
        // No product: what Tests/Benchmarks/micro counts. Here, since another package cannot see what is `package`.
        .executableTarget(
            name: "MicroBenchmarks",
            dependencies: [
                "GRIP", "HTTP1", "ProxyFanout", "ProxyRouting", "ProxySessions", nioCore, nioEmbedded,
            ],
            path: "Tests/Benchmarks/Micro",
            swiftSettings: settings
        ),
        .testTarget(name: "GRIPTests", dependencies: ["GRIP", nioCore], swiftSettings: settings),
        .testTarget(name: "HTTP1Tests", dependencies: ["HTTP1", nioCore], swiftSettings: settings),
        .testTarget(name: "WebSocketTests", dependencies: ["WebSocket", nioCore], swiftSettings: settings),
        .testTarget(
            name: "ZMTPTests",
            dependencies: ["ZMTP", nioCore, nioEmbedded, nioPosix],
            swiftSettings: settings
        ),
        .testTarget(name: "ProxyRoutingTests", dependencies: ["ProxyRouting"], swiftSettings: settings),
        .testTarget(
            name: "ProxySessionsTests",
            dependencies: ["GRIP", "HTTP1", "ProxySessions", "ProxyRouting", "WebSocket", nioCore],
            swiftSettings: settings
        ),
        .testTarget(
            name: "ProxyFanoutTests",
            dependencies: ["GRIP", "ProxyFanout", "ProxySessions", nioCore, nioEmbedded, nioPosix],
            swiftSettings: settings
        ),
        .testTarget(
            name: "ProxyListenerTests",
            dependencies: [
                "GRIP", "HTTP1", "ProxyFanout", "ProxyListener", "ProxyRouting", "ProxySessions", nioCore, nioEmbedded,
                nioSSL, logging,
            ],
            swiftSettings: settings
        ),
        .testTarget(
            name: "ProxyUpstreamTests",
            dependencies: ["HTTP1", "ProxyFanout", "ProxyUpstream", nioCore, nioEmbedded, nioPosix, nioSSL],
            swiftSettings: settings
        ),
        .testTarget(
            name: "ProxyControlTests",
            dependencies: [
                "GRIP", "HTTP1", "ProxyControl", "ProxyFanout", "ProxySessions", "ZMTP", nioCore, nioEmbedded, nioPosix,
                logging,
            ],
            swiftSettings: settings
        ),
        .testTarget(
            name: "ProxyAdminTests",
            dependencies: ["ProxyAdmin", "ProxyFanout", nioCore],
            swiftSettings: settings
        ),
        .testTarget(
            name: "ProxyServerTests",
            dependencies: [
                "GRIP", "HTTP1", "ProxyFanout", "ProxyListener", "ProxyRouting", "ProxyServer", "ProxySessions",
                "ProxyUpstream", "WebSocket", nioCore, nioEmbedded, logging,
            ],
            swiftSettings: settings
        ),
    ]
)
