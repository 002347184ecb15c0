package io.birthmark.station.enrollment;

import io.birthmark.hsm.Problem;
import io.birthmark.station.journal.ServiceTrace;
import java.util.List;
import java.util.Optional;

/** What the service has under a registration ID. */
public sealed interface FindAnswer
    permits FindAnswer.NotThere,
        FindAnswer.Same,
        FindAnswer.Different,
        FindAnswer.Refused,
        NoAnswer {

  record NotThere() implements FindAnswer {}

  /** In which version it was seen; empty when there is nothing, or the service names none. */
  default Optional<Version> version() {
    return Optional.empty();
  }

  /** All that we would set is as we would set it. */
  record Same(@Override Optional<Version> version) implements FindAnswer {}

  /**
   * @param sameDevice whether it is at least the same device's, changed by someone
   */
  record Different(
      boolean sameDevice, List<Difference> differences, @Override Optional<Version> version)
      implements FindAnswer {
    public Different {
      differences = List.copyOf(differences);
    }
  }

  /**
   * One field that is not as we would set it.
   *
   * @param field by the service's own name
   * @param ours short enough to read in a sentence
   */
  record Difference(String field, String ours, String theirs) {
    @Override
    public String toString() {
      return field + " is " + theirs + " there, " + ours + " here";
    }
  }

  /** The service does not take the question: its registration ID is not one. */
  record Refused(Problem problem, ServiceTrace trace) implements FindAnswer {}
}
