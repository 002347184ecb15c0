package io.birthmark.station.time;

import static org.assertj.core.api.Assertions.assertThat;

import io.birthmark.hsm.Problem;
import io.birthmark.station.database.HandClock;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/** Whether the time can be true, and what it is said to be while it cannot. */
class StationClockTest {
  private static final Instant BUILT = Instant.parse("2026-11-01T00:00:00Z");
  private static final Instant NEWEST = Instant.parse("2026-11-20T12:00:00Z");

  private final HandClock system = new HandClock();
  private Duration steady = Duration.ofHours(7);
  private boolean synchronised;
  private final StationClock clock =
      new StationClock(system, () -> steady, () -> synchronised, BUILT);

  /** Time goes by, and the system's clock sees it. */
  private void passes(Duration time) {
    system.advance(time);
    steady = steady.plus(time);
  }

  private void assertTrusted() {
    assertThat(clock.objection()).isEmpty();
    assertThat(clock.trusted()).contains(system.instant());
    assertThat(clock.instant()).isEqualTo(system.instant());
  }

  private void assertUntrusted(String why) {
    assertThat(clock.trusted()).isEmpty();
    Problem problem = clock.objection().orElseThrow();
    assertThat(problem.code()).isEqualTo("clock.untrusted");
    assertThat(problem.fault()).isEqualTo(Problem.Fault.STATION);
    assertThat(problem.sentence()).contains(why);
  }

  @Test
  void afterBuildAndJournalItIsTrusted() {
    clock.startFrom(NEWEST);

    assertTrusted();
    passes(Duration.ofDays(3));
    assertTrusted();
  }

  @Test
  void in1970ItIsNotAndTheTimeGoesOnFromTheNewestKnown() {
    clock.startFrom(NEWEST);
    system.set(Instant.EPOCH);

    assertUntrusted("before this version was built");
    assertThat(clock.instant()).isEqualTo(NEWEST);
    passes(Duration.ofMinutes(10));
    assertThat(clock.instant()).isEqualTo(NEWEST.plus(Duration.ofMinutes(10)));
  }

  /** Before the first device there is nothing but the build. */
  @Test
  void anEmptyJournalGoesOnFromTheBuild() {
    system.set(Instant.EPOCH);

    assertThat(clock.instant()).isEqualTo(BUILT);
  }

  /** A server that is wrong, or somebody who plays one. */
  @Test
  void whatIsSynchronisedTo1970IsNotBelieved() {
    synchronised = true;
    system.set(Instant.EPOCH);

    assertUntrusted("before this version was built");
  }

  @Test
  void behindTheJournalItIsTrustedOnlyIfSynchronised() {
    clock.startFrom(NEWEST);
    system.set(NEWEST.minus(Duration.ofHours(2)));

    assertUntrusted("the journal goes on until 2026-11-20T12:00:00Z");
    synchronised = true;
    assertTrusted();
    synchronised = false;
    assertThat(clock.trusted()).as("and from there it goes on").isPresent();
  }

  @Test
  void aClockThatIsSetBackWhileTheStationRunsIsNoticedAndWaitedFor() {
    assertTrusted();
    Instant before = system.instant();
    system.set(before.minus(Duration.ofHours(1)));

    assertUntrusted("the journal goes on until");
    assertThat(clock.instant()).as("never back").isEqualTo(before);
    passes(Duration.ofMinutes(59));
    assertTrusted();
  }

  @Test
  void aMinuteIsNoMatter() {
    assertTrusted();
    system.set(system.instant().minus(Duration.ofSeconds(59)));

    assertTrusted();
  }

  @Test
  void aClockThatLeapsAheadIsNotFollowed() {
    assertTrusted();
    Instant before = system.instant();
    passes(Duration.ofMinutes(5));
    system.advance(Duration.ofDays(400));

    assertUntrusted("has leapt from");
    assertThat(clock.instant()).isEqualTo(before.plus(Duration.ofMinutes(5)));
    system.advance(Duration.ofDays(-400));
    assertTrusted();
  }

  @Test
  void aMachineThatSleptForTenHoursIsNoLeap() {
    assertTrusted();
    system.advance(Duration.ofHours(10));

    assertTrusted();
  }

  /** How long a station was switched off nobody knows. */
  @Test
  void aYearOnTheShelfIsNoLeap() {
    clock.startFrom(NEWEST);
    system.set(NEWEST.plus(Duration.ofDays(365)));

    assertTrusted();
  }

  @Test
  void noClockIsBelievedThatIsTenYearsAfterTheBuild() {
    synchronised = true;
    system.set(BUILT.plus(Duration.ofDays(3700)));

    assertUntrusted("more than ten years after");
    assertThat(clock.confirm()).isFalse();
  }

  /** A wrong time of long ago, in the journal, does not stop the station until then. */
  @Test
  void aPersonMaySayThatTheJournalWasWrong() {
    clock.startFrom(Instant.parse("2031-01-01T00:00:00Z"));
    assertUntrusted("the journal goes on until 2031-01-01T00:00:00Z");

    assertThat(clock.confirm()).isTrue();

    assertTrusted();
    passes(Duration.ofHours(1));
    assertTrusted();
  }

  @Test
  void theBuildLeftItsTime() {
    assertThat(BuildTime.read()).isAfter(BUILT).isBefore(BUILT.plus(Duration.ofDays(3653)));
  }

  /** Whatever this machine says: it is asked and answers. */
  @Test
  void theKernelsWordIsTheOneThatTimedatectlShows() throws Exception {
    boolean ours = new KernelSynchronisation(() -> steady).now();
    Process process =
        new ProcessBuilder(
                "bash", "-c", "timedatectl show 2> /dev/null | grep -c ^NTPSynchronized=yes")
            .start();

    String theirs =
        new String(process.getInputStream().readAllBytes(), StandardCharsets.US_ASCII).strip();
    assertThat(ours).isEqualTo(theirs.equals("1"));
  }
}
