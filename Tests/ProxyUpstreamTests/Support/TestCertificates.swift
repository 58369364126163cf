/// Certificates and keys for the TLS tests, valid from 2020 to 2119.
///
/// They open nothing: made for this file alone, with `openssl ecparam -name prime256v1 -genkey` and `openssl ca
/// -startdate 20200101000000Z -enddate 21200101000000Z`.
enum TestCertificates {
    /// The root that signed the others.
    static let authority = """
        -----BEGIN CERTIFICATE-----
        MIIBfDCCASKgAwIBAgIUdxHhFKc+8JK23g3lM4Ujqwf+IAUwCgYIKoZIzj0EAwIw
        GzEZMBcGA1UEAwwQSG9sZGZhc3QgVGVzdCBDQTAgFw0yMDAxMDEwMDAwMDBaGA8y
        MTIwMDEwMTAwMDAwMFowGzEZMBcGA1UEAwwQSG9sZGZhc3QgVGVzdCBDQTBZMBMG
        ByqGSM49AgEGCCqGSM49AwEHA0IABCqZKND7KpoLa2siUQQ6FN5IX/sth0rdK942
        E67gmfiQvMD6TcdAWJtuc3a8952unjw2PyQOhOJjyznCcHFgFmKjQjBAMA8GA1Ud
        EwEB/wQFMAMBAf8wDgYDVR0PAQH/BAQDAgIEMB0GA1UdDgQWBBRlHnQ2mmC30ENz
        tCJ53c8B3xjcKTAKBggqhkjOPQQDAgNIADBFAiBjJA5tMFqMP2R5b8GbFheRgc6V
        YCfckfAsAXC/u8tBOwIhALupbtu4/+PHOYuiM/pzYFht2mEAUFAFYy9aZsTOE8FD
        -----END CERTIFICATE-----
        """

    /// Valid for the name `origin.test`.
    static let origin = """
        -----BEGIN CERTIFICATE-----
        MIIBjzCCATWgAwIBAgIURpk5A+YWVuBbxPQpmsFcg5v0q+YwCgYIKoZIzj0EAwIw
        GzEZMBcGA1UEAwwQSG9sZGZhc3QgVGVzdCBDQTAgFw0yMDAxMDEwMDAwMDBaGA8y
        MTIwMDEwMTAwMDAwMFowFjEUMBIGA1UEAwwLb3JpZ2luLnRlc3QwWTATBgcqhkjO
        PQIBBggqhkjOPQMBBwNCAASx9u1Sk0etiTTifr7O8F477eqnRHbQ0KKffUsVvUFk
        +0znQmOVdFrDTkepRxfO2wBP2YO5iaXDZWQngBPB6r7Lo1owWDAWBgNVHREEDzAN
        ggtvcmlnaW4udGVzdDAdBgNVHQ4EFgQUMTNBZCBNDpA+VMwwjdRwgP4ECtEwHwYD
        VR0jBBgwFoAUZR50Nppgt9BDc7Qied3PAd8Y3CkwCgYIKoZIzj0EAwIDSAAwRQIg
        TEw6EUmx/cYUWwGLN4fFskD2lf3VS3qLB7Gs+nAd+jICIQDFJ70fP3GjHKMDWQgO
        yfSNb7PW3YE3AB0fokX0dBqCzQ==
        -----END CERTIFICATE-----
        """

    /// Valid for the address 127.0.0.1.
    static let address = """
        -----BEGIN CERTIFICATE-----
        MIIBiTCCAS6gAwIBAgIUTltu46NPih7tZRGKs5f6dZPdN+IwCgYIKoZIzj0EAwIw
        GzEZMBcGA1UEAwwQSG9sZGZhc3QgVGVzdCBDQTAgFw0yMDAxMDEwMDAwMDBaGA8y
        MTIwMDEwMTAwMDAwMFowFjEUMBIGA1UEAwwLb3JpZ2luLnRlc3QwWTATBgcqhkjO
        PQIBBggqhkjOPQMBBwNCAASx9u1Sk0etiTTifr7O8F477eqnRHbQ0KKffUsVvUFk
        +0znQmOVdFrDTkepRxfO2wBP2YO5iaXDZWQngBPB6r7Lo1MwUTAPBgNVHREECDAG
        hwR/AAABMB0GA1UdDgQWBBQxM0FkIE0OkD5UzDCN1HCA/gQK0TAfBgNVHSMEGDAW
        gBRlHnQ2mmC30ENztCJ53c8B3xjcKTAKBggqhkjOPQQDAgNJADBGAiEAz7/67zrW
        6oz0d1K62FJOO5I80L5ruVTkeybnF2PLvXYCIQDJz0JzzoLODHsuqlFNqS0qhfi/
        TAbKEIJhSkb+yK+a0Q==
        -----END CERTIFICATE-----
        """

    /// The key of `origin` and `address`.
    static let originKey = """
        -----BEGIN PRIVATE KEY-----
        MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgwSxSDITeQnmHC2uL
        JUJSHkyDgpzMa0zPef8r/ADg7FyhRANCAASx9u1Sk0etiTTifr7O8F477eqnRHbQ
        0KKffUsVvUFk+0znQmOVdFrDTkepRxfO2wBP2YO5iaXDZWQngBPB6r7L
        -----END PRIVATE KEY-----
        """

    /// For client authentication.
    static let client = """
        -----BEGIN CERTIFICATE-----
        MIIBjTCCATKgAwIBAgIUYU3hEHbafyv8JspJikgQzhUUKx4wCgYIKoZIzj0EAwIw
        GzEZMBcGA1UEAwwQSG9sZGZhc3QgVGVzdCBDQTAgFw0yMDAxMDEwMDAwMDBaGA8y
        MTIwMDEwMTAwMDAwMFowFjEUMBIGA1UEAwwLY2xpZW50LnRlc3QwWTATBgcqhkjO
        PQIBBggqhkjOPQMBBwNCAAS7LTlZdo+wiHfqpnkDfdZDopja7aZEDoOWUqTbA/Wo
        T/tex4U+f+PRf7F7xWFTJPAeq6evx5h2YQ1J3xK7LFZOo1cwVTATBgNVHSUEDDAK
        BggrBgEFBQcDAjAdBgNVHQ4EFgQU3fSrStfnf9kpsF0wzB5OG/AMidIwHwYDVR0j
        BBgwFoAUZR50Nppgt9BDc7Qied3PAd8Y3CkwCgYIKoZIzj0EAwIDSQAwRgIhAOnj
        66T4l+BgzxwLvrpwvQXTXTnhSqpbmOEHjx+gxxQrAiEAoWLYHMDM4GaVly6OHqIJ
        NwhouBW/GlkKISlZ7mPIQ0M=
        -----END CERTIFICATE-----
        """

    /// The key of `client`.
    static let clientKey = """
        -----BEGIN PRIVATE KEY-----
        MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQg53ykevAb2SsJN+sm
        2SZ2miy4Lr0uYLsRaREs3QVIccOhRANCAAS7LTlZdo+wiHfqpnkDfdZDopja7aZE
        DoOWUqTbA/WoT/tex4U+f+PRf7F7xWFTJPAeq6evx5h2YQ1J3xK7LFZO
        -----END PRIVATE KEY-----
        """
}
