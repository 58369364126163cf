/// Keys made with OpenSSL for these tests alone that cannot be used; they protect nothing.
enum UnusableKeys {
    static let all = [ed25519, ecP384, rsa1024, encrypted]

    /// An Ed25519 key, which Grip-Sig does not know.
    static let ed25519 = """
        -----BEGIN PRIVATE KEY-----
        MC4CAQAwBQYDK2VwBCIEIHTWDrSOXpJYOSggr9tBamjAteWYGQLVCASIOSMwvatS
        -----END PRIVATE KEY-----
        """

    /// An EC key on another curve.
    static let ecP384 = """
        -----BEGIN PRIVATE KEY-----
        MIG2AgEAMBAGByqGSM49AgEGBSuBBAAiBIGeMIGbAgEBBDAe+8jSEjo7nebkPuDs
        /up336rTGhfFjiVMBAW+0hPco8p9lT0aAaQYJTLaV7VZvE+hZANiAASjzO6xbYUJ
        GQQWGZSRYxSlWUTVBYcowSRTV3DGdkdZUJ4GL+o2ZiGUVNX8/vRjEZCQvtzG8cim
        yg40k4fXb1ZFlHqmJlG5fUkj+ZisRelbpqTl5Lz/Wk4VF8TZjp2Rdvw=
        -----END PRIVATE KEY-----
        """

    /// An RSA key that is too short.
    static let rsa1024 = """
        -----BEGIN PRIVATE KEY-----
        MIICeAIBADANBgkqhkiG9w0BAQEFAASCAmIwggJeAgEAAoGBAMcdvzfsYTginUJ/
        AT8bUAnDgkHwv58xzSXz9lzBGBTLnZ5U4b5UB8IUG4aHlF9PTiFKmWbyDkMzK1Db
        PtnosE3l1dckyy5YrelmKmNM6nTYa7elOg0fYGJlxaK03AJSwdLxqIXN993HtikS
        FlMCFgKPWfU8VWc7ZFGe6UnNawZzAgMBAAECgYBBZEiPQicve1awJuuu4PZpLncR
        1tHno0BfbX6EOboB4ljyTagRjKE7oMTlapNUtcPP9SLqByad9SkNleNPRzbW2g4A
        a+fQmWs7ThZ67soaCa+SB2NS/+/ZHPh7SQwNhPTlqEIFsKJehJ15gDZc6YUwIxNq
        yhiwJZv7+GT0bCAZWQJBAOQIgBuZIgqo5c5ytSLosde+I7tUiwMRUIHhVZM8Rw/d
        giFkoVQw2mCC6X78rq0cnCackFeHm0Oel9yQSwgpE68CQQDfiVjGCak8GNI9VevV
        JBcxVIdmwhgtYQF9fLMF6xAdYmMwNUNfQ6/hwjdDpe7i8V0UtlSdxxLXmMtMdu9q
        ArZ9AkEAkHeSMeniVz6J2TFy8JrbkQM1QAlfyKG/j4li3dTicHq1ZtKKIvyQXXSS
        2ZDcWXA2vX+TMuEGzOA89c+0uYbMoQJBAKUPnU62yZGH3o7OCFOdz8ZsXYNCZWn0
        zI3l66e+GGsqQIXTfsk0iQZSTE6Wk5xej9YAgOD0o/QxbkUrOcR09l0CQQCXf6zZ
        tcqn5XBaleBFxvf2j1OhIAytuhSoYXawSeNlSVrimTXCv4tOpnVgjHeXRVHELgua
        4h/M4JP3BZrItIbg
        -----END PRIVATE KEY-----
        """

    /// An EC key behind a password.
    static let encrypted = """
        -----BEGIN ENCRYPTED PRIVATE KEY-----
        MIHsMFcGCSqGSIb3DQEFDTBKMCkGCSqGSIb3DQEFDDAcBAg+uHVJd8bBlgICCAAw
        DAYIKoZIhvcNAgkFADAdBglghkgBZQMEASoEENoEgiS+aLtf1xDpjnIH268EgZAf
        vMkw4EQQhalTi3WpGnt+A4vARvYiPJvXUe8xTfh8IZIaOId3k+hVTQpea68cs3ew
        mE8ViNG3y3pA3Zxl4s1EgSspTSnjbTeYlGofSLrg1BQrEIL8tu5e0gIcs6Pye9WK
        t3PZlEDFg1idaRT0bA28Th3g3cLFytSBtycCILynE98P3IpGZveNG5c1tm3K3rY=
        -----END ENCRYPTED PRIVATE KEY-----
        """
}
