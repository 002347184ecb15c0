package io.birthmark.hsm;

/**
 * The element itself, whatever is written into it: by this the same device is known when it comes
 * back.
 *
 * @param sha256 for a TPM the SHA-256 of its EK's TPM2B_PUBLIC; for a token the SHA-256 of what its
 *     maker says of it: manufacturer, model and serial number
 */
public record Hardware(Kind kind, Bytes sha256) {

  /** What bears the name. */
  public enum Kind {
    TPM,
    TOKEN
  }
}
