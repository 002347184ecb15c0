package io.birthmark.hsm.tpm;

/** What is asked of a TPM's EK certificate. */
public sealed interface EkPolicy {

  /** A chain to one of the roots, and the key equal to the EK; else FAIL. */
  record Require(EkRoots roots) implements EkPolicy {}

  /** The same, but a missing certificate or an unknown maker is only a warning. */
  record Warn(EkRoots roots) implements EkPolicy {}

  /** Certificates are not looked at. */
  record Off() implements EkPolicy {}
}
