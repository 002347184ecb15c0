package io.birthmark.hsm.pkcs11.module;

import io.birthmark.hsm.Problem;

/** Whose token it is, and so who has to act when something is wrong with it. */
public enum Owner {
  /** The device in a slot: its problems are {@code pkcs11.…} and end the run with FAIL. */
  DEVICE("pkcs11.", "token", "Set the device aside."),

  /** The station's own HSM: its problems are {@code hsm.…} and end the run with ERROR. */
  STATION("hsm.", "station's HSM", "Call the engineer.");

  private final String prefix;
  private final String noun;
  private final String aside;

  Owner(String prefix, String noun, String aside) {
    this.prefix = prefix;
    this.noun = noun;
    this.aside = aside;
  }

  String noun() {
    return noun;
  }

  /** The first thing to do about a problem of such a token. */
  String aside() {
    return aside;
  }

  String code(String word) {
    return prefix + word;
  }

  Problem problem(String word, String sentence, String action) {
    return switch (this) {
      case DEVICE -> Problem.ofDevice(code(word), sentence, action);
      case STATION -> Problem.ofStation(code(word), sentence, action);
    };
  }
}
