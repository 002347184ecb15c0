package io.birthmark.emulator.tpm;

/** What was sent as a TPM's public key is not one; the message completes "…, because …". */
public final class NotATpmKeyException extends Exception {

  NotATpmKeyException(String reason) {
    super(reason);
  }

  NotATpmKeyException(String reason, Throwable cause) {
    super(reason, cause);
  }

  public String reason() {
    return String.valueOf(getMessage());
  }
}
