import ProxySessions
import Testing

struct ChannelNameTests {
    @Test(arguments: ["", "a", "/chat/{id}", "caf\u{e9}"])
    func nameEqualsItself(text: String) {
        #expect(ChannelName(text) == ChannelName(text))
        #expect(Set([ChannelName(text), ChannelName(text)]).count == 1)
        #expect(ChannelName(text).description == text)
    }

    @Test(arguments: [("a", "A"), ("a", "a "), ("", " "), ("caf\u{e9}", "cafe\u{301}"), ("\u{212b}", "\u{c5}")])
    func namesWithOtherBytesDiffer(one: String, other: String) {
        #expect(ChannelName(one) != ChannelName(other))
        #expect(Set([ChannelName(one), ChannelName(other)]).count == 2)
    }
}
