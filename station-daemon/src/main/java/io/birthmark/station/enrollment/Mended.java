package io.birthmark.station.enrollment;

import io.birthmark.hsm.Problem;

/** What came of mending one entry. */
public sealed interface Mended
    permits Mended.Done,
        Mended.AlreadySo,
        Mended.NotThere,
        Mended.NotOurs,
        Mended.ChangedMeanwhile,
        Mended.Refused,
        NoAnswer {

  record Done() implements Mended {}

  /** There was nothing to do any more. */
  record AlreadySo() implements Mended {}

  /** There is no entry that could be mended. */
  record NotThere() implements Mended {}

  /** The entry is another device's now. */
  record NotOurs() implements Mended {}

  /** Somebody wrote the entry between our look and our change; what they wrote stands. */
  record ChangedMeanwhile() implements Mended {}

  /** The service will not have it. */
  record Refused(Problem problem) implements Mended {}
}
