/// Two certificates that nobody trusts, each with its key; valid from 2020 to 2120.
enum TestCertificates {
    static let oneCertificate = """
        -----BEGIN CERTIFICATE-----
        MIIBUTCB+KADAgECAhRYKcYxNPZndhgvGczJXnqO2OU9AjAKBggqhkjOPQQDAjAT
        MREwDwYDVQQDDAhvbmUudGVzdDAgFw0yMDAxMDEwMDAwMDBaGA8yMTIwMDEwMTAw
        MDAwMFowEzERMA8GA1UEAwwIb25lLnRlc3QwWTATBgcqhkjOPQIBBggqhkjOPQMB
        BwNCAARg0FY0+O4Tde60dC3zd/2/VC82Y9HV2s5u06aeYWFMwpkvFCiS+vCFmqxj
        QKyNDQAYWcT0yG/OtGk2sv/WVo3HoygwJjATBgNVHREEDDAKgghvbmUudGVzdDAP
        BgNVHRMBAf8EBTADAQH/MAoGCCqGSM49BAMCA0gAMEUCIGrrehIZcPxf/4ygdDF9
        MftMHjf8LAY3hOaWtyKDy5BvAiEA9iHkeLfO8vzaFsOp+3Ii/l1rL/WmIEcJ6yZN
        JRE+NzY=
        -----END CERTIFICATE-----

        """
    static let oneKey = """
        -----BEGIN PRIVATE KEY-----
        MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgaALdqkOeImcSLxVc
        yjXGJiho3Q1AplZhHLXHD/tzdkahRANCAARg0FY0+O4Tde60dC3zd/2/VC82Y9HV
        2s5u06aeYWFMwpkvFCiS+vCFmqxjQKyNDQAYWcT0yG/OtGk2sv/WVo3H
        -----END PRIVATE KEY-----

        """
    /// The key of the first, with a passphrase.
    static let encryptedKey = """
        -----BEGIN ENCRYPTED PRIVATE KEY-----
        MIH0MF8GCSqGSIb3DQEFDTBSMDEGCSqGSIb3DQEFDDAkBBA6LhvUxgzkc3M7FXK5
        or4qAgIIADAMBggqhkiG9w0CCQUAMB0GCWCGSAFlAwQBKgQQU43omB668PbaMQ3b
        w8e01QSBkMDA8ST934PC+/i0X0X0+zjzqkiCujYbV4bSQk2xsNNWjI2mZKzjFvj3
        oGgpRF2w6+kbUJiNCYsUcGGvbdLSLj9P5E1QP43QcrnW4z4uPJg9dgR/aV8HnBlL
        /IYXotDik8P7UYSup29LA8l6xVYGnvdf8XqiPVHVGdfHy3j+6cYllkArR3T83PVW
        F+AuVG1obw==
        -----END ENCRYPTED PRIVATE KEY-----

        """
    static let twoCertificate = """
        -----BEGIN CERTIFICATE-----
        MIIBUTCB+KADAgECAhRIVuhj8NVGpfGLAM2y0/siZN9ThzAKBggqhkjOPQQDAjAT
        MREwDwYDVQQDDAh0d28udGVzdDAgFw0yMDAxMDEwMDAwMDBaGA8yMTIwMDEwMTAw
        MDAwMFowEzERMA8GA1UEAwwIdHdvLnRlc3QwWTATBgcqhkjOPQIBBggqhkjOPQMB
        BwNCAARvp+o5Z6Rqyk59tPwyhtLoOjnc+EkPd5xcT0j+Yndvt6fECmsR/V3Dzdqx
        IK3pN5OCUGy2DbSi3TbaL88vTsAzoygwJjATBgNVHREEDDAKggh0d28udGVzdDAP
        BgNVHRMBAf8EBTADAQH/MAoGCCqGSM49BAMCA0gAMEUCIC6/JRLchao5byybzB6n
        evtUpNNonwWmT5HP3DqupX0PAiEAxmu8vsXzvwRRcbnCkA4ZSD172d+LwBrxbUSx
        fIuQ/oM=
        -----END CERTIFICATE-----

        """
    static let twoKey = """
        -----BEGIN PRIVATE KEY-----
        MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgbYXuodGN+Th1FVk0
        nOHWNPEwvbvtMs84bsykNHL6xAqhRANCAARvp+o5Z6Rqyk59tPwyhtLoOjnc+EkP
        d5xcT0j+Yndvt6fECmsR/V3DzdqxIK3pN5OCUGy2DbSi3TbaL88vTsAz
        -----END PRIVATE KEY-----

        """
}
