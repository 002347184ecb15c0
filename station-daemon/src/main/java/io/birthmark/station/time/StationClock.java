package io.birthmark.station.time;

import io.birthmark.hsm.Problem;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Optional;

/**
 * The system's time, as far as it can be true. It is trusted when it is after the build and either
 * goes on from the newest time known to be good, or is synchronised. While it is not, this clock
 * goes on from that newest time by itself: never back, and never ahead of the truth by more than
 * the error that was trusted before.
 */
public final class StationClock extends Clock {
  /** No software of ours is as old as that: a clock that says so has lost its mind. */
  private static final Duration LONGEST_LIFE = Duration.ofDays(3653);

  /**
   * So far a clock may be set ahead while the station runs; a virtual machine that slept is not.
   */
  private static final Duration LONGEST_LEAP = Duration.ofDays(1);

  /** Clocks are set right by this much without anybody being wrong. */
  private static final Duration SLACK = Duration.ofMinutes(1);

  private final Clock system;
  private final Steady steady;
  private final Synchronisation synchronisation;
  private final Instant built;
  private Instant known;
  private Duration knownAt;
  private boolean running;
  private Doubt doubt = Doubt.NONE;
  private Instant seen = Instant.EPOCH;

  /** Why the system's time cannot be true. */
  private enum Doubt {
    NONE,
    BEFORE_THE_BUILD,
    AFTER_ALL_LIFE,
    BACK,
    AHEAD
  }

  /** Time that only runs on: from any beginning, and no person sets it. */
  @FunctionalInterface
  public interface Steady {
    Duration elapsed();

    static Steady ofSystem() {
      return () -> Duration.ofNanos(System.nanoTime());
    }
  }

  /**
   * A clock that knows of no journal yet.
   *
   * @param built when this version was built
   */
  public StationClock(Clock system, Steady steady, Synchronisation synchronisation, Instant built) {
    this.system = system;
    this.steady = steady;
    this.synchronisation = synchronisation;
    this.built = built;
    this.known = built;
    this.knownAt = steady.elapsed();
  }

  /** The clock of this machine and this build. */
  public static StationClock of(Clock system) {
    Steady steady = Steady.ofSystem();
    return new StationClock(system, steady, new KernelSynchronisation(steady), BuildTime.read());
  }

  /** The journal knows of a time that was good. */
  public synchronized void startFrom(Instant newest) {
    if (newest.isAfter(known)) {
      known = newest;
      knownAt = steady.elapsed();
    }
  }

  /** A person says that the system's time is right, whatever the journal says. */
  public synchronized boolean confirm() {
    Instant now = system.instant();
    if (!isCredible(now)) {
      return false;
    }
    trust(now);
    return true;
  }

  /** The time; while the system's cannot be trusted, the earliest that it can be. */
  @Override
  public synchronized Instant instant() {
    look();
    return doubt == Doubt.NONE ? seen : known.plus(steady.elapsed().minus(knownAt));
  }

  /** The time, if it can be trusted. */
  public synchronized Optional<Instant> trusted() {
    look();
    return doubt == Doubt.NONE ? Optional.of(seen) : Optional.empty();
  }

  /** The newest time that was good. */
  public synchronized Instant newestKnown() {
    return known;
  }

  /** Why the time cannot be trusted; empty when it can. */
  public synchronized Optional<Problem> objection() {
    look();
    return switch (doubt) {
      case NONE -> Optional.empty();
      case BEFORE_THE_BUILD -> Optional.of(ClockProblems.beforeBuild(seen, built));
      case AFTER_ALL_LIFE -> Optional.of(ClockProblems.tooFar(seen, built));
      case BACK -> Optional.of(ClockProblems.back(seen, known));
      case AHEAD -> Optional.of(ClockProblems.ahead(seen, known));
    };
  }

  /** Whether the kernel says that something keeps the system's time right. */
  public boolean synchronised() {
    return synchronisation.now();
  }

  private void look() {
    Instant now = system.instant();
    seen = now;
    Doubt found = doubtAbout(now);
    boolean settled = found == Doubt.BACK || found == Doubt.AHEAD;
    if (found == Doubt.NONE || (settled && synchronisation.now())) {
      trust(now);
    } else {
      doubt = found;
    }
  }

  private void trust(Instant now) {
    seen = now;
    known = now;
    knownAt = steady.elapsed();
    running = true;
    doubt = Doubt.NONE;
  }

  private Doubt doubtAbout(Instant now) {
    if (now.isBefore(built)) {
      return Doubt.BEFORE_THE_BUILD;
    }
    if (!isCredible(now)) {
      return Doubt.AFTER_ALL_LIFE;
    }
    if (now.isBefore(known.minus(SLACK))) {
      return Doubt.BACK;
    }
    // How long a station was switched off nobody knows; how long it has been running it does.
    Instant expected = known.plus(steady.elapsed().minus(knownAt));
    return running && now.isAfter(expected.plus(LONGEST_LEAP)) ? Doubt.AHEAD : Doubt.NONE;
  }

  private boolean isCredible(Instant now) {
    return !now.isBefore(built) && now.isBefore(built.plus(LONGEST_LIFE));
  }

  @Override
  public ZoneId getZone() {
    return system.getZone();
  }

  /** Zones are for people; this clock has one. */
  @Override
  public Clock withZone(ZoneId zone) {
    throw new UnsupportedOperationException("ask the instant, and give it the zone");
  }
}
