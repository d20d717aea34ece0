// swift-tools-version:5.9
// `bindings/swift/check` fills build/ with the generated sources and the library.
import PackageDescription

let package = Package(
    name: "Crmkit",
    products: [.library(name: "Crmkit", targets: ["Crmkit"])],
    targets: [
        .systemLibrary(name: "crmkitFFI", path: "build/crmkitFFI"),
        .systemLibrary(name: "crmkit_coreFFI", path: "build/crmkit_coreFFI"),
        .target(
            name: "Crmkit",
            dependencies: ["crmkitFFI", "crmkit_coreFFI"],
            path: "build/Crmkit",
            linkerSettings: [
                .linkedLibrary("crmkit"),
                .unsafeFlags(["-L\(Context.packageDirectory)/build/lib"]),
            ]
        ),
        .testTarget(name: "CrmkitTests", dependencies: ["Crmkit"], path: "Tests"),
    ]
)
