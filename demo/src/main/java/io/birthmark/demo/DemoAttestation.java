package io.birthmark.demo;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** How a device of the demo proves itself; each is a product of its own at the station. */
enum DemoAttestation {
  TPM("tpm", "press"),
  X509("x509", "press-x509"),
  X509_GROUP("x509-group", "press-x509-group"),
  SYMMETRIC_KEY("symmetric-key", "press-symmetric-key");

  /** What a TPM can be attested by. */
  static final List<DemoAttestation> OF_TPMS = List.of(values());

  /** What a PKCS#11 token can be attested by: all but the TPM's own way. */
  static final List<DemoAttestation> OF_TOKENS = List.of(X509, X509_GROUP, SYMMETRIC_KEY);

  private final String word;
  private final String product;

  DemoAttestation(String word, String product) {
    this.word = word;
    this.product = product;
  }

  String word() {
    return word;
  }

  /** The product's name in the station's configuration. */
  String product() {
    return product;
  }

  /** The enrollment group at the service that covers such devices. */
  Optional<String> group() {
    return switch (this) {
      case TPM, X509 -> Optional.empty();
      case X509_GROUP -> Optional.of("demo-line");
      case SYMMETRIC_KEY -> Optional.of("demo-keys");
    };
  }

  boolean needsIssuer() {
    return this != TPM;
  }

  static Optional<DemoAttestation> ofWord(String word) {
    return Arrays.stream(values()).filter(one -> one.word.equalsIgnoreCase(word)).findFirst();
  }
}
