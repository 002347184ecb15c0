package io.birthmark.hsm.pkcs11.module;

import static io.birthmark.hsm.Problem.ofStation;

import io.birthmark.hsm.Problem;
import java.util.List;
import java.util.stream.Collectors;

/** Everything that can be wrong with a token, in the words a person is shown. */
final class TokenProblems {
  private final Owner owner;

  TokenProblems(Owner owner) {
    this.owner = owner;
  }

  Problem absent(TokenChoice choice, String module, List<TokenFacts> present) {
    String there = present.isEmpty() ? "none" : names(present);
    return switch (owner) {
      case DEVICE ->
          owner.problem(
              "token-absent",
              "There is no token " + choice + " behind " + module + "; there is: " + there + ".",
              "Seat the device and start again. If the next one is not found either, call the"
                  + " engineer: the slot's reader or its configuration is wrong.");
      case STATION ->
          owner.problem(
              "token-absent",
              "The station's HSM, a token "
                  + choice
                  + " behind "
                  + module
                  + ", is not there; there is: "
                  + there
                  + ".",
              "Connect the HSM. It is found again by itself; runs that were cut off continue.");
    };
  }

  Problem ambiguous(TokenChoice choice, String module, List<TokenFacts> several) {
    return ofStation(
        owner.code("token-ambiguous"),
        "There is more than one token "
            + choice
            + " behind "
            + module
            + ": "
            + names(several)
            + ".",
        "Take the others out, or name the token by `token_serial` in the configuration.");
  }

  Problem blank(String module) {
    return owner.problem(
        "token-blank",
        "The token behind " + module + " is not initialised.",
        switch (owner) {
          case DEVICE ->
              "Set the device aside, or let the station initialise such tokens: `initialise = true`"
                  + " in the slot's configuration.";
          case STATION ->
              "Initialise it with its maker's tool, or with `pkcs11-tool --init-token`.";
        });
  }

  /** That the station must not turn its own HSM into a device. */
  static Problem ownHsm(TokenFacts token) {
    return ofStation(
        "pkcs11.own-hsm",
        "The slot leads to the station's own HSM, " + token + "; nothing was written.",
        "Correct the slot's `token_label` or `token_serial` in the configuration.");
  }

  Problem gone(String name, String why) {
    return owner.problem(
        "token-gone",
        "The " + owner.noun() + " " + name + " went away in the middle of the talk (" + why + ").",
        switch (owner) {
          case DEVICE ->
              "Seat the device again and start again; the run continues where it stopped.";
          case STATION ->
              "Connect the HSM again. It is found by itself; runs that were cut off continue.";
        });
  }

  Problem swapped(TokenFacts before, TokenFacts now) {
    return owner.problem(
        "token-swapped",
        "The " + owner.noun() + " " + before + " was exchanged for " + now + " during the work.",
        "Put the first one back and start again, then the other one.");
  }

  Problem writeProtected(TokenFacts token) {
    return owner.problem(
        "write-protected",
        "The " + owner.noun() + " " + token + " is write-protected.",
        owner.aside() + " Its maker's tool shows how the protection is taken off.");
  }

  Problem full(TokenFacts token, String answer) {
    return owner.problem(
        "token-full",
        "There is no room left on the " + owner.noun() + " " + token + " (" + answer + ").",
        owner.aside() + " `pkcs11-tool -O` shows what fills it.");
  }

  Problem mechanism(TokenFacts token, String what) {
    return owner.problem(
        "mechanism-missing",
        "The " + owner.noun() + " " + token + " cannot do " + what + ".",
        switch (owner) {
          case DEVICE ->
              "Give the product another `key` or `attestation`; `pkcs11-tool -M` shows what the"
                  + " token can do. Nothing was written.";
          case STATION -> "Use an HSM that can; `pkcs11-tool -M` shows what one can do.";
        });
  }

  Problem refusedCall(TokenFacts token, String answer) {
    return owner.problem(
        "refused-call",
        "Talking to the " + owner.noun() + " " + token + ", " + answer + ".",
        "Try once more. If it stays so: " + owner.aside() + " Show the engineer this line.");
  }

  Problem pinWrong(TokenFacts token, String whose, String more) {
    return owner.problem(
        "pin-wrong",
        "The " + whose + " of the " + owner.noun() + " " + token + " is wrong" + more + ".",
        switch (owner) {
          case DEVICE ->
              "Set the device aside: every further try may lock it. If all devices fail, correct"
                  + " the PIN's credential.";
          case STATION ->
              "Correct the credential `issuer-pin` before the HSM locks; it is not tried again.";
        });
  }

  Problem pinLastTry(TokenFacts token, String whose) {
    return owner.problem(
        "pin-last-try",
        "One more wrong "
            + whose
            + " locks the "
            + owner.noun()
            + " "
            + token
            + "; the station never spends the last try.",
        owner.aside()
            + " Who knows the PIN logs in once with another tool (`pkcs11-tool --login --test`),"
            + " which gives the tries back.");
  }

  Problem pinLocked(TokenFacts token, String whose) {
    return owner.problem(
        "pin-locked",
        "The " + whose + " of the " + owner.noun() + " " + token + " is locked.",
        owner.aside()
            + " The security officer can set a new PIN (`pkcs11-tool --login-type so --init-pin`).");
  }

  Problem pinExpired(TokenFacts token, String whose) {
    return owner.problem(
        "pin-expired",
        "The " + whose + " of the " + owner.noun() + " " + token + " has to be changed first.",
        owner.aside() + " Change it (`pkcs11-tool --login --change-pin`), then start again.");
  }

  Problem pinNotSet(TokenFacts token) {
    return owner.problem(
        "pin-not-set",
        "The " + owner.noun() + " " + token + " is initialised, but has no user PIN.",
        owner.aside()
            + " The security officer sets one (`pkcs11-tool --login-type so --init-pin`).");
  }

  Problem pinPad(TokenFacts token) {
    return owner.problem(
        "pin-pad",
        "The " + owner.noun() + " " + token + " takes its PIN only at its own key pad.",
        "Use a token that takes its PIN from the station: a run waits for nobody.");
  }

  private static String names(List<TokenFacts> tokens) {
    return tokens.stream().map(TokenFacts::toString).collect(Collectors.joining(", "));
  }
}
