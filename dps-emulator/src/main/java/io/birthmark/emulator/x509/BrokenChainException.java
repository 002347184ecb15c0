package io.birthmark.emulator.x509;

/** A chain of certificates does not hold; the message says which of them, and why. */
public final class BrokenChainException extends Exception {

  BrokenChainException(String reason) {
    super(reason);
  }

  public String reason() {
    return String.valueOf(getMessage());
  }
}
