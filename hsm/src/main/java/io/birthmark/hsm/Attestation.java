package io.birthmark.hsm;

import java.util.Arrays;
import java.util.Optional;

/** How a device proves to the service who it is. */
public enum Attestation {
  TPM("tpm"),
  X509("x509"),
  SYMMETRIC_KEY("symmetric-key");

  private final String word;

  Attestation(String word) {
    this.word = word;
  }

  /** The word that stands in the identity record. */
  public String word() {
    return word;
  }

  public static Optional<Attestation> ofWord(String word) {
    return Arrays.stream(values()).filter(a -> a.word.equals(word)).findFirst();
  }
}
