import GRIP
import NIOCore
import Testing

/// Damaged instructions must be understood or refused, never crash, and never yield what splits a message.
@Suite struct InstructMutationTests {
    private static let headers: [(name: String, value: String)] = [
        ("Grip-Hold", "stream"), ("Grip-Channel", #"a; prev-id=1; filter=x, "b,c"; prev-id="p\"q""#),
        ("Grip-Timeout", "20"),
        ("Grip-Keep-Alive", #"data: \x41\n; format=cstring; timeout=20; mode=idle"#),
        ("Grip-Keep-Alive", "AAH/; format=base64"),
        ("Grip-Set-Meta", #"a="x y", b=2"#), ("Grip-Status", "203 Fine"),
        ("Grip-Link", "<http://a/b>; rel=next; timeout=5, </c>; rel=gone"),
    ]

    @Test(arguments: 0..<20 as Range<UInt64>)
    func damagedHeadersAreHandled(seed: UInt64) {
        var generator = SplitMix64(seed: seed)
        for _ in 0..<500 {
            let damaged = Self.headers.map { header in
                (
                    name: header.name,
                    value: String(decoding: Mutation.mutate(Array(header.value.utf8), using: &generator), as: UTF8.self)
                )
            }
            for header in damaged {
                guard let instruction = try? GripInstruct(headers: [header]) else { continue }
                for link in [instruction.nextLink, instruction.goneLink].compactMap({ $0 }) {
                    #expect(link.target.utf8.allSatisfy { $0 >= 0x20 && $0 != 0x7F }, "seed \(seed): \(header)")
                }
            }
        }
    }

    private static let bodies = [
        #"{"hold":{"mode":"stream","channels":[{"name":"a","prev-id":"1","filters":["x"]}],"timeout":20}}"#,
        #"{"hold":{"channels":[],"keep-alive":{"content-bin":"Cg==","timeout":5},"meta":{"u":"a"}}}"#,
        #"{"response":{"code":200,"reason":"OK","headers":{"X-A":"b"},"body":"text"}}"#,
        #"{"response":{"headers":[["X-A","b"],["X-A","c\u00e4"]],"body-bin":"dGV4dA=="}}"#,
    ]

    @Test(arguments: 0..<20 as Range<UInt64>)
    func damagedBodiesAreHandled(seed: UInt64) throws {
        var generator = SplitMix64(seed: seed)
        for _ in 0..<500 {
            let body = Self.bodies.randomElement(using: &generator) ?? ""
            let damaged = Mutation.mutate(Array(body.utf8), using: &generator)
            let read = try? GripInstruct(json: ByteBuffer(bytes: damaged), headers: [], status: 200)
            guard let instruction = read else { continue }
            let response = try #require(instruction.response)
            let texts = response.headers.flatMap { [$0.name, $0.value] } + [response.reason ?? ""]
            #expect(texts.allSatisfy { !$0.utf8.contains { $0 < 0x20 && $0 != 0x09 } }, "seed \(seed): \(damaged)")
            #expect(0...999 ~= response.status)
        }
    }
}
