package io.birthmark.station.run;

import java.time.Instant;
import java.util.Optional;

/**
 * What there is to tell of a slot: the words for what its lamps show.
 *
 * @param working the run that is going on in it
 * @param last the newest run that has ended in it since the station was started
 */
public record SlotStanding(Optional<Working> working, Optional<Ended> last) {
  static final SlotStanding UNUSED = new SlotStanding(Optional.empty(), Optional.empty());

  /**
   * A run that is going on.
   *
   * @param step what is being done, as the run's own steps are called
   * @param awaitsLabel the label is printed, and the run waits until it is scanned
   */
  public record Working(Instant since, String step, boolean awaitsLabel) {}

  /** A run that is over. */
  public record Ended(Instant at, RunReport report) {}
}
