/// Keys made with OpenSSL for these tests alone; they protect nothing.
enum TestKeys {
    /// RSA, 2048 bits, PKCS #8.
    static let rsaPrivate = """
        -----BEGIN PRIVATE KEY-----
        MIIEvgIBADANBgkqhkiG9w0BAQEFAASCBKgwggSkAgEAAoIBAQCtfTCjeqIHv3Pd
        2n4XTid/gMehvBOt8UmlofwY3IxKEc8nLPJzDsoP19jvW7m+HT/mhU1jZG1V/UOY
        IOLk5v208msDW4aTd60U2tPh01gjiYfvcqRpLm7tuqnS4YlfzqmAMhAvjosBdVU0
        litEpDe/sWQxDsdY9DAYSA/GbhjLhj8WFi+DKaUF+VOI3UeYRxT5SlezUtEoJmrm
        xZERPJ7GrbXmg6sfD7U8dcJTTCh+h/RDqa8M3KWEYf354VHAgvIdRmvghkcyI/vi
        exDaK+Kzwe3VYJvhkWElLiPyNSC1QFSy60YRsq9xE2+eC/tQRWuhYy6Oa72tOpu1
        sjxqu9MxAgMBAAECggEARjXMadSW31DVWNr0PYVFCd45rFQbmMD1/6CjEAKticpU
        TfPsOLErCCdf5Vp3PJ/EvQuEiq1ZbDvfT6E7gcyTr1eOBGFVgLelpbN7nUA1QsiF
        aVu5etGuVeo9kRjySgIuabGZCE4FJnVwIqSFZTWaVCs7s3jaJz9HeYQsUi87PJ3v
        TjUUQfDI+QW4qDcsV6FWMNvoOvvFeYyWhfcLZtknru23jFsVAO6xJEQRlT3Sp2U1
        l8rg77P0r/u6ArjsSJcMuReMXS/V7h5KyAQs7+nvYb3DQimgFOl3Y49q7rRT6wk4
        U4TQKgPWf85SQw/Gdk8FGxSM9m1PmYXBZ9G98l2KWwKBgQDvj2ByLaNWucU+CwEP
        rlpcLG8NLPcy8l4kd0zYYii7Tbvh6xwHZKjUVx0g+3Uc7CX7YdmzvA0/LUk105Z5
        sfxdqUWCIy/f8ZDrDPy8dUBTte6WtU0x8py1Ihpe/xcOWzrDKeeyFiH/gw7CDkJx
        2MKsh1rw+YdiAFKjCmTOx3dH7wKBgQC5ZRF/lsDwWZqHzZRI86cBghq1vM0OQR0G
        gi6Bz/FcxoKyqD2JwQQ8wFP78zKXoyjWEkutUgcBzb4EgVKeZjji7wScObknVzxT
        z/Le3RJd/FU4WF+RMXze9zO7jBofbUWN3DleLt3Ty76/THaCONlTz9gQ69Je+mK2
        ytM28BR23wKBgQC//yxwNi2b+2We9RjTpYxcJWyXpbs1hNR463iWUA2PGJ0FUvZy
        4nUBQhRhc8eH96f1UpY1m/kN8lCjqEIIpOK7ekfwJh1foW7hQ9ZngJ2euchP11zY
        NDbuYTe7fTzQT8PH2RUOQPjcnQA9/Um5jt1vg0garBKaM+IHM/RZWbo61wKBgQCW
        mZBGWbrvQ4pxKMF9JVgTtJFn8i+Mlb4zTErlLnr9h1AiOuKKZV3Az+cpMpx1a5e/
        lesdpxWEFJJ37GmlvJoXVlwjYAyU9ZtO5gx/l4vVByZe+ALh2hZ6tMq0XhHWV5h5
        rVx4so+F/es8UKuwCugX2i3FSRuCBdlsbYR4CzxEdwKBgFpQp6UtAdIBv6sbh4HW
        pLlXnUr8IJzJORB5TO6bi/d7qkoJEgIc01jTSA0YDfBvAGUNvyEZkWtt8eJ2BSrG
        BPRcXKgxBdHUn9GtmZB2BCNUnOajVtSiN/Wa3olsLjI+lmlLMGzI8DHGT5+7lBbY
        Xvc3RH+SZLrVB/l1BUM6oUQ1
        -----END PRIVATE KEY-----
        """

    /// The same RSA key as PKCS #1.
    static let rsaPrivatePKCS1 = """
        -----BEGIN RSA PRIVATE KEY-----
        MIIEpAIBAAKCAQEArX0wo3qiB79z3dp+F04nf4DHobwTrfFJpaH8GNyMShHPJyzy
        cw7KD9fY71u5vh0/5oVNY2RtVf1DmCDi5Ob9tPJrA1uGk3etFNrT4dNYI4mH73Kk
        aS5u7bqp0uGJX86pgDIQL46LAXVVNJYrRKQ3v7FkMQ7HWPQwGEgPxm4Yy4Y/FhYv
        gymlBflTiN1HmEcU+UpXs1LRKCZq5sWRETyexq215oOrHw+1PHXCU0wofof0Q6mv
        DNylhGH9+eFRwILyHUZr4IZHMiP74nsQ2ivis8Ht1WCb4ZFhJS4j8jUgtUBUsutG
        EbKvcRNvngv7UEVroWMujmu9rTqbtbI8arvTMQIDAQABAoIBAEY1zGnUlt9Q1Vja
        9D2FRQneOaxUG5jA9f+goxACrYnKVE3z7DixKwgnX+VadzyfxL0LhIqtWWw730+h
        O4HMk69XjgRhVYC3paWze51ANULIhWlbuXrRrlXqPZEY8koCLmmxmQhOBSZ1cCKk
        hWU1mlQrO7N42ic/R3mELFIvOzyd7041FEHwyPkFuKg3LFehVjDb6Dr7xXmMloX3
        C2bZJ67tt4xbFQDusSREEZU90qdlNZfK4O+z9K/7ugK47EiXDLkXjF0v1e4eSsgE
        LO/p72G9w0IpoBTpd2OPau60U+sJOFOE0CoD1n/OUkMPxnZPBRsUjPZtT5mFwWfR
        vfJdilsCgYEA749gci2jVrnFPgsBD65aXCxvDSz3MvJeJHdM2GIou0274escB2So
        1FcdIPt1HOwl+2HZs7wNPy1JNdOWebH8XalFgiMv3/GQ6wz8vHVAU7XulrVNMfKc
        tSIaXv8XDls6wynnshYh/4MOwg5CcdjCrIda8PmHYgBSowpkzsd3R+8CgYEAuWUR
        f5bA8Fmah82USPOnAYIatbzNDkEdBoIugc/xXMaCsqg9icEEPMBT+/Myl6Mo1hJL
        rVIHAc2+BIFSnmY44u8EnDm5J1c8U8/y3t0SXfxVOFhfkTF83vczu4waH21Fjdw5
        Xi7d08u+v0x2gjjZU8/YEOvSXvpitsrTNvAUdt8CgYEAv/8scDYtm/tlnvUY06WM
        XCVsl6W7NYTUeOt4llANjxidBVL2cuJ1AUIUYXPHh/en9VKWNZv5DfJQo6hCCKTi
        u3pH8CYdX6Fu4UPWZ4CdnrnIT9dc2DQ27mE3u3080E/Dx9kVDkD43J0APf1JuY7d
        b4NIGqwSmjPiBzP0WVm6OtcCgYEAlpmQRlm670OKcSjBfSVYE7SRZ/IvjJW+M0xK
        5S56/YdQIjriimVdwM/nKTKcdWuXv5XrHacVhBSSd+xppbyaF1ZcI2AMlPWbTuYM
        f5eL1QcmXvgC4doWerTKtF4R1leYea1ceLKPhf3rPFCrsAroF9otxUkbggXZbG2E
        eAs8RHcCgYBaUKelLQHSAb+rG4eB1qS5V51K/CCcyTkQeUzum4v3e6pKCRICHNNY
        00gNGA3wbwBlDb8hGZFrbfHidgUqxgT0XFyoMQXR1J/RrZmQdgQjVJzmo1bUojf1
        mt6JbC4yPpZpSzBsyPAxxk+fu5QW2F73N0R/kmS61Qf5dQVDOqFENQ==
        -----END RSA PRIVATE KEY-----
        """

    /// Its public half.
    static let rsaPublic = """
        -----BEGIN PUBLIC KEY-----
        MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEArX0wo3qiB79z3dp+F04n
        f4DHobwTrfFJpaH8GNyMShHPJyzycw7KD9fY71u5vh0/5oVNY2RtVf1DmCDi5Ob9
        tPJrA1uGk3etFNrT4dNYI4mH73KkaS5u7bqp0uGJX86pgDIQL46LAXVVNJYrRKQ3
        v7FkMQ7HWPQwGEgPxm4Yy4Y/FhYvgymlBflTiN1HmEcU+UpXs1LRKCZq5sWRETye
        xq215oOrHw+1PHXCU0wofof0Q6mvDNylhGH9+eFRwILyHUZr4IZHMiP74nsQ2ivi
        s8Ht1WCb4ZFhJS4j8jUgtUBUsutGEbKvcRNvngv7UEVroWMujmu9rTqbtbI8arvT
        MQIDAQAB
        -----END PUBLIC KEY-----
        """

    /// Its public half as PKCS #1.
    static let rsaPublicPKCS1 = """
        -----BEGIN RSA PUBLIC KEY-----
        MIIBCgKCAQEArX0wo3qiB79z3dp+F04nf4DHobwTrfFJpaH8GNyMShHPJyzycw7K
        D9fY71u5vh0/5oVNY2RtVf1DmCDi5Ob9tPJrA1uGk3etFNrT4dNYI4mH73KkaS5u
        7bqp0uGJX86pgDIQL46LAXVVNJYrRKQ3v7FkMQ7HWPQwGEgPxm4Yy4Y/FhYvgyml
        BflTiN1HmEcU+UpXs1LRKCZq5sWRETyexq215oOrHw+1PHXCU0wofof0Q6mvDNyl
        hGH9+eFRwILyHUZr4IZHMiP74nsQ2ivis8Ht1WCb4ZFhJS4j8jUgtUBUsutGEbKv
        cRNvngv7UEVroWMujmu9rTqbtbI8arvTMQIDAQAB
        -----END RSA PUBLIC KEY-----
        """

    /// EC P-256, PKCS #8.
    static let ecPrivate = """
        -----BEGIN PRIVATE KEY-----
        MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgSd9nndnzyycr891z
        YTLUSwZuOBl7R83Em/a0XalW1o2hRANCAATvRQGuvCvlXi7/30h5BZEnAprev3pW
        COnUMfnDmElAsXYuqCMO5sh1eUdasNOOh+sh9N2RCYxCS6kYPyxxPs+C
        -----END PRIVATE KEY-----
        """

    /// The same EC key as `openssl ecparam -genkey` writes it, parameters in front.
    static let ecPrivateSEC1 = """
        -----BEGIN EC PARAMETERS-----
        BggqhkjOPQMBBw==
        -----END EC PARAMETERS-----
        -----BEGIN EC PRIVATE KEY-----
        MHcCAQEEIEnfZ53Z88snK/Pdc2Ey1EsGbjgZe0fNxJv2tF2pVtaNoAoGCCqGSM49
        AwEHoUQDQgAE70UBrrwr5V4u/99IeQWRJwKa3r96Vgjp1DH5w5hJQLF2LqgjDubI
        dXlHWrDTjofrIfTdkQmMQkupGD8scT7Pgg==
        -----END EC PRIVATE KEY-----
        """

    /// Its public half.
    static let ecPublic = """
        -----BEGIN PUBLIC KEY-----
        MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAE70UBrrwr5V4u/99IeQWRJwKa3r96
        Vgjp1DH5w5hJQLF2LqgjDubIdXlHWrDTjofrIfTdkQmMQkupGD8scT7Pgg==
        -----END PUBLIC KEY-----
        """
}
