package io.birthmark.hsm.tpm;

import io.birthmark.hsm.Problem;

/** What a response code means to the person at the line. */
final class ResponseProblems {
  private ResponseProblems() {}

  static Problem of(TpmResponseException e) {
    ResponseCode code = e.code();
    if (e.command().equals("ActivateCredential") && tellsOfAnotherKey(code)) {
      return TpmProblems.notOneTpm();
    }
    return switch (code.base()) {
      case ResponseCode.FAILURE -> TpmProblems.failureMode();
      case ResponseCode.LOCKOUT -> TpmProblems.lockout();
      case ResponseCode.NV_SPACE -> TpmProblems.nvFull();
      case ResponseCode.AUTH_FAIL, ResponseCode.BAD_AUTH ->
          e.command().equals("ActivateCredential")
              ? TpmProblems.srkPassword()
              : TpmProblems.passwordSet(hierarchy(e));
      case ResponseCode.HIERARCHY -> TpmProblems.hierarchyOff(hierarchy(e));
      default -> ofCommand(e.command(), code);
    };
  }

  private static String hierarchy(TpmResponseException e) {
    return e.command().equals("PolicySecret") ? "endorsement" : "owner";
  }

  /**
   * The name of the SRK, or the EK's private half, is not the one that the credential was made for;
   * in the latter case libtpms answers with TPM_RC_FAILURE and is well nevertheless.
   */
  private static boolean tellsOfAnotherKey(ResponseCode code) {
    return code.is(ResponseCode.INTEGRITY)
        || code.is(ResponseCode.VALUE)
        || code.is(ResponseCode.FAILURE);
  }

  private static Problem ofCommand(String command, ResponseCode code) {
    return command.equals("CreatePrimary") && saysItHasNoSuchKeys(code)
        ? TpmProblems.noRsa(code)
        : TpmProblems.refusedCommand(command, code);
  }

  private static boolean saysItHasNoSuchKeys(ResponseCode code) {
    return code.is(ResponseCode.ASYMMETRIC)
        || code.is(ResponseCode.KEY_SIZE)
        || code.is(ResponseCode.TYPE)
        || code.is(ResponseCode.VALUE);
  }
}
