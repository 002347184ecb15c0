package io.birthmark.hsm.tpm;

import java.io.Serial;

/** A TPM carried out no command but answered with a code; {@link TpmElement} makes it a problem. */
final class TpmResponseException extends RuntimeException {
  @Serial private static final long serialVersionUID = 1;

  private final String command;
  private final transient ResponseCode code;

  TpmResponseException(String command, ResponseCode code) {
    super("TPM2_" + command + " answered " + code);
    this.command = command;
    this.code = code;
  }

  String command() {
    return command;
  }

  ResponseCode code() {
    return code;
  }
}
