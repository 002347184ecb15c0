package io.birthmark.label;

import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What a template may have written in its place, as <code>${word}</code>. */
public enum LabelField {
  SERIAL("serial"),
  REGISTRATION_ID("registrationId"),
  REGISTRATION_URL("registrationUrl"),
  ID_SCOPE("idScope"),
  ATTESTATION("attestation"),
  STATION("station"),
  PRODUCT("product"),
  /** Two characters that tell a mistyped serial or registration ID. */
  CHECK("check"),
  /** 1 for a serial's first label, 2 for the one that takes its place, and so on. */
  NUMBER("number");

  private final String word;

  LabelField(String word) {
    this.word = word;
  }

  public String word() {
    return word;
  }

  static Optional<LabelField> ofWord(String word) {
    return Stream.of(values()).filter(field -> field.word.equals(word)).findFirst();
  }

  static String allWords() {
    return Stream.of(values()).map(LabelField::word).collect(Collectors.joining(", "));
  }
}
