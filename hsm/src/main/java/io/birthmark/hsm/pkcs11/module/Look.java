package io.birthmark.hsm.pkcs11.module;

import io.birthmark.hsm.ElementException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What a look into the module's slots showed.
 *
 * @param taken the token that is meant
 * @param otherwise why none is
 */
record Look(Optional<TokenFacts> taken, Optional<ElementException> otherwise) {

  /** Whether looking once more, after starting the module anew, could show nothing better. */
  boolean settled() {
    return taken.map(TokenFacts::initialised).orElse(false);
  }

  TokenFacts orThrow() {
    return taken.orElseThrow(() -> otherwise.orElseThrow());
  }

  static Look at(NativeCalls calls, Access access, String module) {
    List<TokenFacts> present = present(calls);
    TokenProblems problems = new TokenProblems(access.owner());
    List<TokenFacts> meant = present.stream().filter(access.choice()::fits).toList();
    List<TokenFacts> allowed = meant.stream().filter(token -> !access.forbids(token)).toList();
    if (allowed.isEmpty() && !meant.isEmpty() && !(access.choice() instanceof TokenChoice.Only)) {
      return nothing(ElementException.lasting(TokenProblems.ownHsm(meant.get(0))));
    }
    List<TokenFacts> blank = present.stream().filter(token -> !token.initialised()).toList();
    if (allowed.isEmpty() && access.takeBlank()) {
      allowed = blank;
    }
    if (allowed.size() > 1) {
      return nothing(
          ElementException.passing(problems.ambiguous(access.choice(), module, allowed)));
    }
    if (allowed.size() == 1 && (access.takeBlank() || allowed.get(0).initialised())) {
      return new Look(Optional.of(allowed.get(0)), Optional.empty());
    }
    boolean onlyBlank = !blank.isEmpty() && !(access.choice() instanceof TokenChoice.ByLabel);
    return nothing(
        onlyBlank
            ? ElementException.passing(problems.blank(module))
            : ElementException.passing(problems.absent(access.choice(), module, present)));
  }

  private static Look nothing(ElementException why) {
    return new Look(Optional.empty(), Optional.of(why));
  }

  /** A slot whose token was pulled may still be listed; its token no longer answers. */
  private static List<TokenFacts> present(NativeCalls calls) {
    List<TokenFacts> present = new ArrayList<>();
    for (long slot : calls.call("C_GetSlotList", f -> f.C_GetSlotList(true))) {
      try {
        present.add(calls.call("C_GetTokenInfo", f -> TokenFacts.of(slot, f.C_GetTokenInfo(slot))));
      } catch (ReturnValueException e) {
        Pkcs11Module.LOG.debug("slot {} is passed over: {}", slot, e.told());
      }
    }
    return present;
  }
}
