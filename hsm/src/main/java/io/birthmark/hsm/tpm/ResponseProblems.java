package io.birthmark.hsm.tpm;

import io.birthmark.hsm.Problem;
import java.util.Set;

/** What a response code means to the person at the line. */
final class ResponseProblems {
  /** What the SRK authorizes. */
  private static final Set<String> SRK_COMMANDS =
      Set.of("ActivateCredential", "Create", "Load", "Import");

  private ResponseProblems() {}

  static Problem of(TpmResponseException e) {
    ResponseCode code = e.code();
    if (e.command().equals("ActivateCredential") && code.tellsOfAnotherKey()) {
      return TpmProblems.notOneTpm();
    }
    return switch (code.base()) {
      case ResponseCode.FAILURE -> TpmProblems.failureMode();
      case ResponseCode.LOCKOUT -> TpmProblems.lockout();
      case ResponseCode.NV_SPACE -> TpmProblems.nvFull();
      case ResponseCode.AUTH_FAIL, ResponseCode.BAD_AUTH ->
          SRK_COMMANDS.contains(e.command())
              ? TpmProblems.srkPassword()
              : TpmProblems.passwordSet(hierarchy(e));
      case ResponseCode.HIERARCHY -> TpmProblems.hierarchyOff(hierarchy(e));
      default -> ofCommand(e.command(), code);
    };
  }

  private static String hierarchy(TpmResponseException e) {
    return e.command().equals("PolicySecret") ? "endorsement" : "owner";
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
