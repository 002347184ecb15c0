package io.birthmark.hsm.pkcs11.module;

/**
 * Which token is meant. Never a slot's number: several modules give a token another one each time.
 */
public sealed interface TokenChoice {

  /** The token with this serial number, as its maker gave it. */
  record BySerial(String serial) implements TokenChoice {
    @Override
    public String toString() {
      return "with the serial number " + serial;
    }
  }

  /** The token with this label, as it was given at its initialisation. */
  record ByLabel(String label) implements TokenChoice {
    @Override
    public String toString() {
      return "labelled \"" + label + "\"";
    }
  }

  /** The one token that is there. */
  record Only() implements TokenChoice {
    @Override
    public String toString() {
      return "at all";
    }
  }

  /** Whether {@code token} answers to this choice; a blank one answers to no name. */
  default boolean fits(TokenFacts token) {
    if (this instanceof BySerial choice) {
      return token.serial().equals(choice.serial());
    }
    return token.initialised()
        && (!(this instanceof ByLabel choice) || token.label().equals(choice.label()));
  }
}
