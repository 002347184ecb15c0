package io.birthmark.station.enrollment;

import io.birthmark.hsm.Problem;
import java.util.List;
import java.util.Optional;

/** A page of the service's list. */
public sealed interface EntryPage permits EntryPage.Page, EntryPage.Refused, NoAnswer {

  /**
   * @param next where the next page begins; empty when this is the last
   */
  record Page(List<Entry> entries, Optional<String> next) implements EntryPage {
    public Page {
      entries = List.copyOf(entries);
    }
  }

  /** The service does not go on from that bookmark, or does not take the question. */
  record Refused(Problem problem) implements EntryPage {}

  /** One entry of the list. */
  interface Entry {
    String registrationId();

    /** Whether it lets its device in. */
    boolean enabled();

    /**
     * Compares as {@link EnrollmentService#find} does, as far as a list tells: there are no keys in
     * it.
     */
    FindAnswer compare(Enrollment ours);
  }
}
