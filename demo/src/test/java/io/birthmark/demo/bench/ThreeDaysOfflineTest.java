package io.birthmark.demo.bench;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.birthmark.emulator.DpsEmulator;
import io.birthmark.emulator.EmulatorOptions;
import io.birthmark.emulator.faults.FaultSpec;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.Random;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Nine shifts without a network, and then one that comes and goes: every device is enrolled exactly
 * once, and what {@code status} says is true at every moment, as the service itself shows.
 */
class ThreeDaysOfflineTest {
  private static final int DEVICES = 9 * 500;
  private static final int REWORKED_EVERY = 450;
  private static final int SHARE = 200;
  private static final Instant START = Instant.parse("2026-11-23T06:00:00Z");
  private static final Duration BETWEEN = Duration.ofDays(3).dividedBy(DEVICES);

  // What goes wrong here is meant to; the log of a green run is quiet. The fields keep the loggers.
  private static final List<Logger> LOGS =
      List.of(
          Logger.getLogger("io.birthmark.station.enrollment"),
          Logger.getLogger("io.birthmark.emulator"));

  @TempDir private Path dir = Path.of("");

  private final JumpClock clock = new JumpClock(START);
  private final Random weather = new Random(20261125);
  private Instant due = START;
  private int passed;

  @BeforeAll
  static void hush() {
    LOGS.forEach(log -> log.setLevel(Level.OFF));
  }

  @AfterAll
  static void speak() {
    LOGS.forEach(log -> log.setLevel(Level.WARNING));
  }

  @Test
  void everyDeviceIsEnrolledOnceAndStatusTellsTheTruthAllTheTime() throws IOException {
    DpsEmulator known = service(OptionalInt.empty());
    try (PaperStation station = new PaperStation(dir, known, clock, SHARE)) {
      int port = known.port();
      known.close();
      threeDaysOffline(station);
      thenANetworkThatComesAndGoes(station, port);
    }
  }

  private DpsEmulator service(OptionalInt port) throws IOException {
    EmulatorOptions.Builder options =
        EmulatorOptions.builder().clock(clock).directory(dir.resolve("dps"));
    port.ifPresent(options::port);
    return DpsEmulator.start(options.build());
  }

  private void thenANetworkThatComesAndGoes(PaperStation station, int port) throws IOException {
    try (DpsEmulator dps = service(OptionalInt.of(port))) {
      aNetworkThatComesAndGoes(station, dps);
      assertThat(dps.enrollments()).isEqualTo(DEVICES);
      assertThat(station.enrolled()).isEqualTo(DEVICES);
      JsonNode status = station.status();
      assertThat(status.at("/backlog/waiting").asInt()).isZero();
      assertThat(status.at("/backlog/quarantined").asInt()).isZero();
      assertThat(status.at("/backlog/oldestSeconds").isMissingNode()).isTrue();
    }
  }

  private void threeDaysOffline(PaperStation station) {
    for (int number = 1; number <= DEVICES; number++) {
      clock.set(START.plus(BETWEEN.multipliedBy(number - 1)));
      station.pass(new PaperDevice(number));
      passed++;
      if (number % REWORKED_EVERY == 0) {
        // It had the wrong label; nobody has been told of the first one yet.
        station.rework(new PaperDevice(number), new PaperDevice(100_000 + number));
      }
      upload(station, START.plus(BETWEEN.multipliedBy(number)));
      if (number % 90 == 0) {
        JsonNode status = station.status();
        assertThat(status.at("/backlog/waiting").asInt()).isEqualTo(passed);
        assertThat(status.at("/backlog/oldestSeconds").asLong())
            .isEqualTo(Duration.between(START, clock.instant()).toSeconds());
        assertThat(status.at("/service/offlineSince").asText()).isEqualTo(START.toString());
        assertThat(status.at("/service/problem/code").asText()).isEqualTo("dps.unreachable");
        assertThat(status.at("/backlog/etaSeconds").isMissingNode())
            .as("nobody knows when the network is back")
            .isTrue();
      }
    }
  }

  private void aNetworkThatComesAndGoes(PaperStation station, DpsEmulator dps) {
    List<Double> forecasts = new ArrayList<>();
    boolean up = false;
    Instant changes = clock.instant();
    for (int moment = 0; station.status().at("/backlog/waiting").asInt() > 0; moment++) {
      assertThat(moment).as("it gets done").isLessThan(5_000);
      if (!clock.instant().isBefore(changes)) {
        up = !up;
        dps.faults().outage(!up);
        dps.faults().byChance(up ? poorNetwork() : FaultSpec.NONE);
        changes =
            clock.instant().plusSeconds(up ? 60 + weather.nextInt(240) : 20 + weather.nextInt(100));
      }
      upload(station, clock.instant().plusSeconds(10));
      isTrue(station, dps, forecasts);
    }
    assertThat(forecasts).as("it is said how long it takes, while somebody knows").isNotEmpty();
    // Half of the time the network is away, and that nobody can foresee.
    assertThat(forecasts).allSatisfy(ratio -> assertThat(ratio).isBetween(0.9, 3.0));
  }

  private FaultSpec poorNetwork() {
    return FaultSpec.parse(
        "throttle=0.01,server-error=0.02,drop-before=0.02,drop-after=0.03,partial=0.01,on=upload,seed="
            + weather.nextInt(1_000_000));
  }

  private void isTrue(PaperStation station, DpsEmulator dps, List<Double> forecasts) {
    JsonNode status = station.status();
    int missing = DEVICES - dps.enrollments();
    // What the service did and could not say any more, the station does not know yet.
    assertThat(status.at("/backlog/waiting").asLong())
        .isBetween((long) missing, missing + station.inDoubt());
    boolean offline = status.at("/service").has("offlineSince");
    boolean foretold = status.at("/backlog").has("etaSeconds");
    assertThat(foretold)
        .as("an ETA if and only if the service answers: %s", status)
        .isNotEqualTo(offline);
    if (foretold && missing > 500) {
      double least = missing * 60.0 / SHARE;
      forecasts.add(status.at("/backlog/etaSeconds").asDouble() / least);
    }
  }

  /** Lets the uploader work until then. */
  private void upload(PaperStation station, Instant until) {
    while (due.isBefore(until)) {
      if (due.isAfter(clock.instant())) {
        clock.set(due);
      }
      Duration rest = station.step();
      due = clock.instant().plus(rest.isZero() ? Duration.ofMillis(20) : rest);
    }
    clock.set(until);
  }
}
