package io.birthmark.demo.bench;

import java.time.Duration;

/**
 * How much is measured.
 *
 * @param warmUps runs before the first one that counts
 * @param runs first runs and repeat runs that count
 * @param pacedRuns first runs at a hardware TPM's pace
 * @param shellPairs pairs of a shell pipeline and a run of ours
 * @param slotRounds rounds of one slot and of eight
 * @param slotPace of a hardware TPM's time, in those rounds
 * @param hang how long one slot hangs beside the others
 * @param starts pairs of a starting station and a bare JVM
 * @param daemonRuns runs on one daemon whose memory is watched
 * @param day the work of a day
 * @param backlog enrollments that wait for the service
 * @param devices in the journal that is filled
 * @param checks for duplicates, against that journal
 */
public record Extent(
    int warmUps,
    int runs,
    int pacedRuns,
    int shellPairs,
    int slotRounds,
    double slotPace,
    Duration hang,
    int starts,
    int daemonRuns,
    DayPlan day,
    int backlog,
    int devices,
    int checks) {

  public static final int USUAL_DEVICES = 100_000;
  public static final int QUICK_DEVICES = 3_000;

  public static Extent full(int devices) {
    return new Extent(
        15,
        30,
        10,
        20,
        3,
        1.0,
        Duration.ofMinutes(1),
        7,
        1000,
        new DayPlan(12, 10),
        10_000,
        devices,
        20_000);
  }

  public static Extent quick(int devices) {
    return new Extent(
        4,
        10,
        3,
        3,
        1,
        0.25,
        Duration.ofSeconds(1),
        2,
        60,
        new DayPlan(1, 4),
        1000,
        devices,
        2_000);
  }
}
