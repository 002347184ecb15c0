package io.birthmark.station.reconcile;

import io.birthmark.hsm.Problem;

/** Who has the journal reconciled, and is told meanwhile. */
public interface Watcher {

  /** Whether anybody still waits for the outcome. */
  boolean stillWaits();

  /** Something was found; not kept here. */
  void found(Finding finding);

  /** So many entries of the service's list are read. */
  void read(long entries);

  /** So many of the findings that are to be mended are dealt with. */
  void mended(long findings);

  /** The service does not answer; the question is asked again. */
  void waiting(Problem problem);
}
