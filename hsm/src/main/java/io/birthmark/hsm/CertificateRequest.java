package io.birthmark.hsm;

/**
 * A device asks for the certificate of the key that was made in it.
 *
 * @param csr PKCS#10 in DER, signed by that key
 * @param publicKey the key's SubjectPublicKeyInfo in DER
 * @param hardware the element in which the key was made
 */
public record CertificateRequest(Bytes csr, Bytes publicKey, Hardware hardware) {}
