package io.birthmark.station.journal;

import io.birthmark.hsm.Attestation;
import java.util.Locale;

/** By what a group's devices are recognised. */
public enum GroupKind {
  /** By a CA that signed their certificates. */
  X509,
  /** By a key that theirs are derived from. */
  SYMMETRIC_KEY;

  /** The word that stands in the journal and in documents. */
  public String word() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  static GroupKind of(Attestation attestation) {
    return switch (attestation) {
      case X509 -> X509;
      case SYMMETRIC_KEY -> SYMMETRIC_KEY;
      case TPM -> throw new IllegalArgumentException("the service has no groups of TPMs");
    };
  }

  static GroupKind of(String word) {
    return valueOf(word.toUpperCase(Locale.ROOT).replace('-', '_'));
  }
}
