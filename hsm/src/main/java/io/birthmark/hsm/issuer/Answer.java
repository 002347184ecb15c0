package io.birthmark.hsm.issuer;

import io.birthmark.hsm.Problem;
import java.util.List;

/** What came of a request to the CA, when nothing broke. */
public sealed interface Answer<T> {

  /**
   * It was done.
   *
   * @param warnings what the person who asked should know all the same
   */
  record Done<T>(T value, List<Problem> warnings) implements Answer<T> {
    public Done {
      warnings = List.copyOf(warnings);
    }
  }

  /** It was not done, and nothing was changed. */
  record Refused<T>(Problem problem) implements Answer<T> {}
}
