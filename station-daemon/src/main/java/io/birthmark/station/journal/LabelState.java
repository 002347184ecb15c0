package io.birthmark.station.journal;

import java.util.Locale;

/** What is known of a label. */
public enum LabelState {
  /** It was given to the printer, which has not said what became of it. */
  SENDING,
  /** The printer said that it is on paper. */
  PRINTED,
  /** It was read back from the paper, and is that of the device. */
  VERIFIED,
  /** It may be on paper or not: the printer or a person has to be asked. */
  UNKNOWN,
  /** It is not on paper. */
  FAILED,
  /** Another took its place. */
  VOID;

  static LabelState of(String stored) {
    return valueOf(stored.toUpperCase(Locale.ROOT));
  }

  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** Whether nobody can tell if it is on paper. */
  public boolean inDoubt() {
    return this == SENDING || this == UNKNOWN;
  }

  /** Whether the device has a label. */
  public boolean onPaper() {
    return this == PRINTED || this == VERIFIED;
  }
}
