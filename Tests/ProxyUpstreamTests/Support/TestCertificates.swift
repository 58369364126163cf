/// Certificates and keys for the TLS tests, valid from 2020 to 2119.
///
/// They open nothing: made for this file alone.
///
/// Made with `openssl ecparam -name prime256v1 -genkey` and `openssl ca -startdate 20200101000000Z -enddate
/// 21200101000000Z`.
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

    /// Valid for `origin.test` and 127.0.0.1.
    static let origin = """
        -----BEGIN CERTIFICATE-----
        MIIBlTCCATugAwIBAgIUS3SNw1L6TEFWC+DOw00Gc0oTV5UwCgYIKoZIzj0EAwIw
        GzEZMBcGA1UEAwwQSG9sZGZhc3QgVGVzdCBDQTAgFw0yMDAxMDEwMDAwMDBaGA8y
        MTIwMDEwMTAwMDAwMFowFjEUMBIGA1UEAwwLb3JpZ2luLnRlc3QwWTATBgcqhkjO
        PQIBBggqhkjOPQMBBwNCAASx9u1Sk0etiTTifr7O8F477eqnRHbQ0KKffUsVvUFk
        +0znQmOVdFrDTkepRxfO2wBP2YO5iaXDZWQngBPB6r7Lo2AwXjAcBgNVHREEFTAT
        ggtvcmlnaW4udGVzdIcEfwAAATAdBgNVHQ4EFgQUMTNBZCBNDpA+VMwwjdRwgP4E
        CtEwHwYDVR0jBBgwFoAUZR50Nppgt9BDc7Qied3PAd8Y3CkwCgYIKoZIzj0EAwID
        SAAwRQIgEx/3e+VxwBPITf5Kjson4OMtT3xB2y+cd2umBhbYhjYCIQC3pFpYpsC8
        ojkVo7IRr2EFaFh974Xu2HL8Y8L7i9W3Hg==
        -----END CERTIFICATE-----
        """

    /// The key of `origin`.
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
