import GRIP
import NIOCore
import Testing

/// Reference "GRIP" 6.1 and 6.4: the chain of filters, and what items ask of it.
@Suite struct SubscriptionFiltersTests {
    @Test(
        arguments: [
            ([], []), (["skip-self"], [.skipSelf]),
            (["var-subst", "skip-self", "var-subst"], [.varSubst, .skipSelf, .varSubst]),
            (["x", "build-id", "", "Skip-Self", " skip-self"], [.buildID]),
            (
                ["http-check", "http-modify", "require-sub", "skip-users"],
                [.httpCheck, .httpModify, .requireSub, .skipUsers]
            ),
        ] as [([String], [FilterName])]
    )
    func knownNamesAreKeptInOrder(names: [String], filters: [FilterName]) {
        #expect(SubscriptionFilters(names: names).filters == filters)
        #expect(SubscriptionFilters(names: names).isEmpty == filters.isEmpty)
    }

    @Test func filtersRunInOrder() {
        let alice = subscriber(["user": "alice", "v": "50%%"])
        // What the first one makes is what the second one sees.
        #expect(filtered(["var-subst", "var-subst"], "%(v)s", for: alice) == sent("50%"))
        // A drop ends the chain before the error, and an error before the drop.
        let item = ["sender": "alice"]
        #expect(filtered(["skip-self", "var-subst"], "%(nope)s", meta: item, for: alice) == .drop)
        #expect(
            filterFailure(filtered(["var-subst", "skip-self"], "%(nope)s", meta: item, for: alice))
                == "filter error: var-subst: No such variable 'nope' at position 7"
        )
    }

    @Test func contentWithoutAPercentSignIsShared() {
        let content = ByteBuffer(repeating: UInt8(ascii: "x"), count: 1000)
        let outcome = SubscriptionFilters(names: ["var-subst"]).apply(
            meta: [:],
            subscription: subscriber(),
            content: content
        )
        guard case .send(let result?) = outcome else {
            Issue.record("not sent: \(outcome)")
            return
        }
        #expect(result.storageCapacity == content.storageCapacity)
        #expect(result == content)
    }

    @Test(
        arguments: [
            ([], nil), (["var-subst"], nil), ([], []), (["skip-self", "require-sub", "http-check", "odd"], []),
            (["skip-self", "var-subst"], ["var-subst"]),
            (["var-subst", "skip-users", "build-id", "http-modify"], ["var-subst", "build-id", "http-modify"]),
        ] as [([String], [String]?)]
    )
    func contentFiltersMatch(names: [String], asked: [String]?) {
        #expect(SubscriptionFilters(names: names).mismatch(with: asked) == nil)
    }

    @Test(
        arguments: [
            (["skip-self"], ["var-subst"], "subscription= message=var-subst"),
            (["var-subst"], [], "subscription=var-subst message="),
            (
                ["var-subst", "build-id"], ["build-id", "var-subst"],
                "subscription=var-subst,build-id message=build-id,var-subst"
            ),
            (["build-id"], ["build-id", "build-id"], "subscription=build-id message=build-id,build-id"),
            (["skip-self"], ["skip-self"], "subscription= message=skip-self"),
            (["odd"], ["odd"], "subscription= message=odd"),
            (["var-subst"], ["Var-Subst"], "subscription=var-subst message=Var-Subst"),
            ([], ["a\r\nb"], #"subscription= message=a\x0d\x0ab"#),
        ]
    )
    func contentFiltersDoNotMatch(names: [String], asked: [String], text: String) {
        #expect(
            SubscriptionFilters(names: names).mismatch(with: asked)?.description == "content filter mismatch: " + text
        )
    }

    @Test func targetsAreThoseOfTheReference() {
        #expect(FilterName.allCases.filter(\.changesMessages) == [.buildID, .varSubst, .httpModify])
        #expect(FilterName.allCases.filter(\.changesResponses) == [.buildID])
    }
}
