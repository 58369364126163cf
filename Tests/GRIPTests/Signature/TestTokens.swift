/// Tokens made with Python's standard library and the `openssl` command, to check ours against other hands.
///
/// All expire at 2,000,000,000 seconds; the issuer is `somebody` where nothing else is said.
enum TestTokens {
    /// HS256 with `changeme`, header and claims with spaces, as Python writes them.
    static let hs256 = """
        eyJhbGciOiAiSFMyNTYiLCAidHlwIjogIkpXVCJ9.eyJpc3MiOiAic29tZWJvZHkiLCAiZXhwIjogMjAwMDAwMDAwM\
        H0.hUrRSYEvgRgwM5iq6w6sZuqY75uOhHb6nV0auUorWN4
        """

    /// The same key, the header holding `alg` alone, as the JavaScript library writes it.
    static let hs256WithoutType = """
        eyJhbGciOiAiSFMyNTYifQ.eyJpc3MiOiAic29tZWJvZHkiLCAiZXhwIjogMjAwMDAwMDAwMH0.NFey1kYJr3t806N\
        rL0Yg35avz2xtNZ1tAn6JbI8Rrv8
        """

    /// RS256 with ``TestKeys/rsaPrivate``.
    static let rs256 = """
        eyJhbGciOiAiUlMyNTYiLCAidHlwIjogIkpXVCJ9.eyJpc3MiOiAic29tZWJvZHkiLCAiZXhwIjogMjAwMDAwMDAwM\
        H0.Moc64HJ0JYe5ESRo85VhoSKmBGgTmG8OBfWaJ61LuSnjmo61GUTyqdCFT6RjRgOCpvc4S2Bsz99EzCBG7ixyK1K\
        pUeABcDUXg8ongTrZZ9G1uHdggN4nRu6Rgi_ZD4eCfECWfppCNVUcqwoR2IJHpBKZUqq-zyJ8RphBMhoN9keS9X395\
        HSu3oMV8Fc_-stvK6X_DIUi-PCZoPGyIA4sAXKcdwEM3uIrMgZbCsL9GsHrx0OhsTdeJ_4RqUAWOrUfkn32I-Fudcs\
        0eyLfbmJ9Cv6bRJi3Jzs-5X7JaYUz8Dj0jEfuKki84XKkXihPm4qfYO-9EN8nXWd-fAd04krbSA
        """

    /// ES256 with ``TestKeys/ecPrivate``.
    static let es256 = """
        eyJhbGciOiAiRVMyNTYiLCAidHlwIjogIkpXVCJ9.eyJpc3MiOiAic29tZWJvZHkiLCAiZXhwIjogMjAwMDAwMDAwM\
        H0.xImjUUOY4ss_qdTJ6DFmoFPQTiiCbM52UT83iZonAN6IY594sZqcV_5gm5giJ8G2NxaWrEgYI_eW-Km-Qpm1Fw
        """

    /// Byte for byte what the proxy signs with `changeme`, issuer `pushpin`.
    static let hs256AsSigned = """
        eyJ0eXAiOiJKV1QiLCJhbGciOiJIUzI1NiJ9.eyJleHAiOjIwMDAwMDAwMDAsImlzcyI6InB1c2hwaW4ifQ.ES5KI6\
        pKMgPffggRplKz8TY3v-yb95S_9I5OGDHHOVY
        """

    /// Byte for byte what the proxy signs with ``TestKeys/rsaPrivate``, issuer `pushpin`.
    static let rs256AsSigned = """
        eyJ0eXAiOiJKV1QiLCJhbGciOiJSUzI1NiJ9.eyJleHAiOjIwMDAwMDAwMDAsImlzcyI6InB1c2hwaW4ifQ.hPIIja\
        MDgM8hAK_e6KkKvY75smHcv41L29nOD5nT0rHY8ebGGBjbNbkBLPVz_usLYwR4D9dnXtimGh4odR76S_vgMOy6o1sn\
        NmtSe8GzUDE35uZArv3Y1arlUmtxuyOZOh6e5BYSLrWm7kstBabeEIQZOcOrliBhx9Zh6-ugxuAlo4zKlAvUngX_l3\
        mublJindvzkIpi5KsigP6lcL8OAh_2UtGPxah4rQPrlYXQygZcdN1UbqGVPDGwsCRPO2gqTRPail9w4gBSg3JrufIa\
        5sPOalxaq_oDx1-q0zteUzZCEGVYDe9ZHjM4mFwBCQBqabICUcWtI5M7KFgl0KJOCA
        """
}
