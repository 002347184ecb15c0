package io.birthmark.hsm;

/** The kinds of key that a device can make for itself. */
public enum KeyKind {
  P256("p-256"),
  P384("p-384"),
  RSA_2048("rsa-2048"),
  RSA_3072("rsa-3072");

  private final String word;

  KeyKind(String word) {
    this.word = word;
  }

  /** The word that stands in the configuration. */
  public String word() {
    return word;
  }

  /** The signature that such a key makes where its maker may choose, as in a CSR. */
  public SigningAlgorithm usualAlgorithm() {
    return switch (this) {
      case P256 -> SigningAlgorithm.ECDSA_SHA256;
      case P384 -> SigningAlgorithm.ECDSA_SHA384;
      case RSA_2048, RSA_3072 -> SigningAlgorithm.RSA_PKCS1_SHA256;
    };
  }
}
