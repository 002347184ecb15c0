package io.birthmark.hsm;

/**
 * How a key in an element or in the station's HSM signs; the message is hashed outside, as not
 * every token hashes.
 */
public enum SigningAlgorithm {
  /** The signature is a DER SEQUENCE of r and s (RFC 3279, section 2.2.3). */
  ECDSA_SHA256("SHA-256", "SHA256withECDSA"),
  ECDSA_SHA384("SHA-384", "SHA384withECDSA"),
  RSA_PKCS1_SHA256("SHA-256", "SHA256withRSA"),
  /** With MGF1 of SHA-256 and a salt of 32 bytes, as TLS 1.3 wants it. */
  RSA_PSS_SHA256("SHA-256", "RSASSA-PSS");

  private final String digest;
  private final String javaName;

  SigningAlgorithm(String digest, String javaName) {
    this.digest = digest;
    this.javaName = javaName;
  }

  /** The digest's name in the Java platform. */
  public String digest() {
    return digest;
  }

  /** The signature's name in the Java platform. */
  public String javaName() {
    return javaName;
  }
}
