package io.birthmark.station.config;

/** Which token of a PKCS#11 module is meant. */
public sealed interface TokenChoice {
  record BySerial(String serial) implements TokenChoice {}

  record ByLabel(String label) implements TokenChoice {}

  /** The one token that is there. */
  record Only() implements TokenChoice {}
}
