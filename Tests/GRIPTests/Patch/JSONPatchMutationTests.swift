import GRIP
import NIOCore
import Testing

/// Damaged patches and bodies must be applied or refused, never crash, and always leave JSON.
@Suite struct JSONPatchMutationTests {
    private static let patch = #"""
        [{"op":"test","path":"/a","value":1},{"op":"add","path":"/l/-","value":{"b":[]}},{"op":"copy","from":"/l","path":"/l/0"},
        {"op":"move","from":"/o/x","path":"/y"},{"op":"remove","path":"/l/1"},{"op":"replace","path":"/m~0~1","value":null}]
        """#
    private static let body = #"{"a":1,"l":[[1],2],"o":{"x":"y"},"m~/":true}"#

    @Test(arguments: 0..<20 as Range<UInt64>)
    func damagedPatchesAreHandled(seed: UInt64) throws {
        var generator = SplitMix64(seed: seed)
        for _ in 0..<300 {
            let damaged = Mutation.mutate(Array(Self.patch.utf8), using: &generator)
            let body =
                Bool.random(using: &generator)
                ? Array(Self.body.utf8) : Mutation.mutate(Array(Self.body.utf8), using: &generator)
            guard let patch = try? JSONValue(parsing: damaged),
                let patched = try? JSONPatch.patchedBody(ByteBuffer(bytes: body), patch: patch)
            else { continue }
            #expect(throws: Never.self, "seed \(seed): \(damaged)") {
                try JSONValue(parsing: patched, maximumDepth: JSONPatch.maximumDepth)
            }
        }
    }
}
