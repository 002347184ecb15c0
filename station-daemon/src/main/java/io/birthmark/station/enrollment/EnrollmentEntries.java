package io.birthmark.station.enrollment;

import java.util.Optional;

/**
 * What a service has, entry by entry, for whoever compares all of it with the journal, and the ways
 * to mend one entry. Nothing is mended that somebody else changes at the same time. Calls block and
 * never throw for a network.
 */
public interface EnrollmentEntries {

  /**
   * A page of the list, in an order of the service's own.
   *
   * @param bookmark where the page before ended; empty for the first one
   * @param atMost how many entries to answer with; the service may answer with fewer
   */
  EntryPage page(Optional<String> bookmark, int atMost);

  /** A page of the list of enrollment groups, likewise. */
  GroupPage groups(Optional<String> bookmark, int atMost);

  /**
   * Makes the entry recognise {@code ours} and nobody else. What an operator set besides stays,
   * also that it is disabled.
   */
  Mended replace(Enrollment ours);

  /** Lets the device in again, if the entry is still this device's. */
  Mended enable(Enrollment ours);

  /** Deletes the entry, if it is still this device's. */
  Mended remove(Enrollment ours);

  /** How many operations of the service each way to mend takes at most. */
  int operationsToMend(Enrollment ours);
}
