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
