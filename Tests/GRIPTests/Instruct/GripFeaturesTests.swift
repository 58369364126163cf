import GRIP
import Testing

@Suite struct GripFeaturesTests {
    /// The names are split at exactly comma and space by django-grip (seed libraries 1.3 and P3).
    @Test func everyFeatureOfTheLibrariesIsListed() {
        let expected = [
            "status", "session", "link:next", "link:gone", "filter:skip-self", "filter:skip-users",
            "filter:require-sub",
            "filter:build-id", "filter:var-subst", "filter:http-check", "filter:http-modify",
        ]
        #expect(GripFeatures.list == expected.joined(separator: ", "))
    }
}
