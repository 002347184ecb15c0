package io.birthmark.station.run;

import io.birthmark.station.run.SlotStanding.Ended;
import io.birthmark.station.run.SlotStanding.Working;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;

/** Who is at a slot, and what became of those before. It stays while the configuration changes. */
final class SlotPlace {
  /** Held by a run. */
  private final ReentrantLock inUse = new ReentrantLock();

  /** Held by a run and by a look, so that a look is over before a run speaks. */
  private final ReentrantLock door = new ReentrantLock();

  /** Written by the one run that is in the slot, read by whoever asks. */
  private volatile SlotStanding standing = SlotStanding.UNUSED;

  ReentrantLock inUse() {
    return inUse;
  }

  ReentrantLock door() {
    return door;
  }

  SlotStanding standing(boolean awaitsLabel) {
    SlotStanding now = standing;
    return new SlotStanding(
        now.working().map(run -> new Working(run.since(), run.step(), awaitsLabel)), now.last());
  }

  void works(Instant since, String step) {
    standing = new SlotStanding(Optional.of(new Working(since, step, false)), standing.last());
  }

  void ended(Instant at, RunReport report) {
    standing = new SlotStanding(standing.working(), Optional.of(new Ended(at, report)));
  }

  /** Nobody is in it any more, however that came about. */
  void leaves() {
    standing = new SlotStanding(Optional.empty(), standing.last());
  }
}
