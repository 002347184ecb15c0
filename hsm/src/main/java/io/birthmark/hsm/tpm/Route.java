package io.birthmark.hsm.tpm;

import io.birthmark.hsm.Problem;
import io.birthmark.hsm.Step;
import java.util.List;

/** How one place in the TPM becomes what is wanted of it. */
sealed interface Route {

  /**
   * @param clear takes away what stands there and may not stay
   * @param make puts there what is wanted
   */
  record Steps(List<Step> clear, List<Step> make) implements Route {}

  record Blocked(Problem problem) implements Route {}

  /** Nothing is wanted there, and nothing has to go. */
  static Route none() {
    return new Steps(List.of(), List.of());
  }

  /** A step that needs no question whether it is already so, nor a proof of its own. */
  static Step acting(String name, Step.Action act) {
    return new Step.Act(name, true, () -> false, act, () -> {});
  }
}
