package io.birthmark.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.birthmark.emulator.faults.FaultSpec;
import io.birthmark.hsm.simulated.SoftwareTpm;
import io.birthmark.station.Daemon;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Promises 3, 6 and 8: the service is away, fails or refuses, and the line runs on. */
class AwayServiceTest {

  private static Bench withDevices(int devices) {
    Bench bench = new Bench();
    for (int which = 1; which <= devices; which++) {
      SoftwareTpm unused = bench.slot("S" + which, which);
    }
    return bench;
  }

  private static void provisionAll(Bench bench, int devices) {
    for (int which = 1; which <= devices; which++) {
      assertThat(bench.provisionIn("S" + which, "00000" + which).ending()).isEqualTo("PASS 0");
    }
  }

  private static List<String> registrationIds(int devices) {
    return IntStream.rangeClosed(1, devices).mapToObj(i -> "press-00000" + i).toList();
  }

  @Test
  void aWholeLineWithoutTheServiceIsEnrolledWhenItIsBack() {
    try (Bench bench = withDevices(4)) {
      bench.serviceGoesAway();
      try (Daemon unused = bench.daemon()) {
        provisionAll(bench, 4);
        Said upload = bench.cli("upload", "--seconds", "1", "--json");
        assertThat(upload.exit()).isEqualTo(3);
        assertThat(upload.code()).isEqualTo("dps.unreachable");

        JsonNode away = bench.cli("status", "--json").json();
        assertThat(away.at("/backlog/waiting").asInt()).isEqualTo(4);
        assertThat(away.at("/backlog/oldestSeconds").isIntegralNumber()).isTrue();
        assertThat(away.at("/service/offlineSince").asText()).isNotEmpty();
        assertThat(away.at("/service/problem/code").asText()).isEqualTo("dps.unreachable");
        assertThat(bench.cli("show", "000001", "--json").json().at("/identities/0/enrollment"))
            .hasToString("\"queued\"");

        bench.serviceComesBack();
        assertThat(bench.cli("upload", "--seconds", "60").exit()).isZero();

        JsonNode back = bench.cli("status", "--json").json();
        assertThat(back.at("/backlog/waiting").asInt()).isZero();
        assertThat(back.at("/service/offlineSince").isMissingNode()).isTrue();
        assertThat(back.at("/service/problem").isMissingNode()).isTrue();
        assertThat(bench.enrolled().registrationIds()).isEqualTo(registrationIds(4));
      }
    }
  }

  @Test
  void aDaemonEnrolsByItselfWhenTheServiceIsBack() throws Exception {
    try (Bench bench = withDevices(2)) {
      bench.serviceGoesAway();
      try (Daemon unused = bench.daemon()) {
        provisionAll(bench, 2);
        bench.serviceComesBack();
        for (int i = 0; i < 1500 && bench.service().enrollments() < 2; i++) {
          Thread.sleep(20);
        }
        assertThat(bench.enrolled().registrationIds()).isEqualTo(registrationIds(2));
      }
    }
  }

  @Test
  void aRecordRefusedForGoodIsQuarantinedWithItsReasonAndAllOthersAreEnrolled() {
    try (Bench bench = withDevices(4)) {
      bench.service().faults().refuse("press-000002", 400004, "Endorsement key is invalid.");
      provisionAll(bench, 4);

      Said upload = bench.cli("upload", "--seconds", "60", "--json");

      assertThat(upload.json().path("quarantined").asInt()).isEqualTo(1);
      assertThat(upload.json().path("waiting").asInt()).isZero();
      assertThat(bench.enrolled().registrationIds())
          .containsExactly("press-000001", "press-000003", "press-000004");
      JsonNode entry = bench.cli("quarantine", "list", "--json").json().path("quarantined").path(0);
      assertThat(entry.path("serial").asText()).isEqualTo("000002");
      assertThat(entry.path("serviceCode").asText()).isEqualTo("400004");
      assertThat(entry.path("trackingId").asText()).isNotEmpty();
      assertThat(entry.at("/problem/code").asText()).isEqualTo("dps.refused");
      assertThat(entry.at("/problem/sentence").asText()).contains("Endorsement key is invalid.");
      assertThat(entry.at("/problem/action").asText()).contains("birthmark quarantine retry");
      assertThat(bench.cli("status").out()).contains("1 quarantined");
      assertThat(bench.cli("show", "000002").out()).contains("quarantined", "dps.refused");

      String id = entry.path("id").asText();
      bench.service().faults().accept("press-000002");
      assertThat(bench.cli("quarantine", "retry", id).exit()).isZero();
      assertThat(bench.cli("upload", "--seconds", "60").exit()).isZero();
      assertThat(bench.enrolled().registrationIds()).isEqualTo(registrationIds(4));
      assertThat(bench.cli("quarantine", "retry", id).exit()).isEqualTo(2);
    }
  }

  @Test
  void whatIsDroppedFromQuarantineIsNotSentAgainAndKeepsItsReason() {
    try (Bench bench = withDevices(1)) {
      bench.service().faults().refuse("press-000001", 400004, "Endorsement key is invalid.");
      provisionAll(bench, 1);
      assertThat(bench.cli("upload", "--seconds", "60").out()).contains("1 quarantined");
      String id = bench.cli("quarantine", "list", "--json").json().at("/quarantined/0/id").asText();

      assertThat(bench.cli("quarantine", "drop", id, "--reason", "scrapped").exit()).isZero();

      bench.service().faults().clear();
      assertThat(bench.cli("upload", "--seconds", "60").exit()).isZero();
      assertThat(bench.enrolled().registrationIds()).isEmpty();
      assertThat(bench.cli("quarantine", "list").out()).contains("nothing is quarantined");
      assertThat(bench.journal("SELECT detail FROM events WHERE kind = 'enrollment.dropped'"))
          .isEqualTo("{\"reason\":\"scrapped\"}");
    }
  }

  @Test
  void anEnrollmentThatIsThereAndEqualCountsAsDoneAndADifferentOneIsQuarantined() {
    try (Bench bench = withDevices(2)) {
      provisionAll(bench, 2);
      assertThat(bench.cli("upload", "--seconds", "60").exit()).isZero();
      // Another station's journal, the same devices: they come with their identity in them.
      bench.settings().setText("station", "state", bench.folder().resolve("second-state"));
      provisionAll(bench, 2);
      assertThat(bench.cli("upload", "--seconds", "60").exit()).isZero();
      assertThat(bench.enrolled().registrationIds()).isEqualTo(registrationIds(2));

      // A third one gives an enrolled ID to another piece of hardware.
      bench.settings().setText("station", "state", bench.folder().resolve("third-state"));
      bench.settings().noSlots();
      SoftwareTpm unused = bench.slot("S1", 3);
      provisionAll(bench, 1);
      assertThat(bench.cli("upload", "--seconds", "60").out()).contains("1 quarantined");
      JsonNode entry = bench.cli("quarantine", "list", "--json").json().at("/quarantined/0");
      assertThat(entry.at("/problem/code").asText()).isEqualTo("enrollment.taken");
      assertThat(bench.enrolled().registrationIds()).isEqualTo(registrationIds(2));
    }
  }

  @Test
  void everyDeviceIsEnrolledOnceThroughASeedOfFailures() {
    try (Bench bench = withDevices(4)) {
      bench.settings().set("dps", "batch_size", "2");
      provisionAll(bench, 4);
      bench
          .service()
          .faults()
          .byChance(
              FaultSpec.parse(
                  "throttle=0.1,server-error=0.15,unavailable=0.1,slow=0.2:30ms,drop-before=0.15,"
                      + "drop-after=0.25,partial=0.3,on=service,seed=42"));
      for (int i = 0; i < 60 && !bench.cli("status").out().contains("0 waiting"); i++) {
        // A person who asks gets a try now.
        Said unused = bench.cli("upload", "--seconds", "1");
      }
      bench.service().faults().clear();
      assertThat(bench.cli("upload", "--seconds", "60").exit()).isZero();
      assertThat(bench.enrolled().registrationIds()).isEqualTo(registrationIds(4));
      assertThat(bench.journal("SELECT DISTINCT state FROM enrollments")).isEqualTo("enrolled");
      assertThat(bench.journal("SELECT count(*) FROM enrollments")).isEqualTo("4");
      assertThat(bench.service().requests().total()).isGreaterThan(4);
    }
  }
}
