package io.birthmark.demo.crash;

import io.birthmark.demo.crash.JournalView.Device;
import io.birthmark.demo.crash.JournalView.Enrollment;
import io.birthmark.demo.crash.JournalView.Holding;
import io.birthmark.demo.crash.JournalView.Run;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * One device that passed and is enrolled, as journal, service and TPM tell it; a test then makes
 * one of them tell something else.
 */
final class Story {
  static final String EK = "013A000100";
  static final String RECORD = "{\"serial\":\"000417\",\"registrationId\":\"press-000417\"}";

  JournalView before = JournalView.EMPTY;
  List<Device> devices = new ArrayList<>(List.of(device(1, "000417", "AA", "provisioned")));
  List<Run> runs = new ArrayList<>(List.of(new Run(1, 1, "A", "PASS", "[\"write\"]")));
  List<Enrollment> enrollments = new ArrayList<>(List.of(create(1, "enrolled", 1)));
  List<Holding> ledger = new ArrayList<>(List.of(new Holding("000417", "AA", 1)));
  List<String> certificates = new ArrayList<>();
  Map<String, String> service = new HashMap<>(Map.of("press-000417", Audit.base64(EK)));
  List<Said> said = new ArrayList<>(List.of(new Said("A", Said.PASS, "000417", "press-000417")));
  Look inside = new Look("key 1", Map.of("tpm", Audit.base64(EK)), Optional.of(RECORD), true, "");
  int unansweredChanges;

  static Device device(long id, String serial, String hardware, String state) {
    return new Device(
        id,
        serial,
        "press-" + serial,
        hardware,
        "press",
        state,
        state.equals("begun") ? "" : "tpm",
        state.equals("begun") ? "" : EK,
        0);
  }

  static Enrollment create(long device, String state, int attempts) {
    return new Enrollment(device, device, "create", state, attempts);
  }

  JournalView journal() {
    return new JournalView(devices, runs, enrollments, ledger, certificates, "run.passed");
  }

  /** What is found while the station is dead. */
  List<String> found() {
    int answered = (int) said.stream().filter(one -> one.is(Said.PASS)).count();
    Sight sight =
        new Sight(
            "tpm 1", Optional.of("000417"), "A", Look.BLANK, inside, answered, unansweredChanges);
    return words(
        new Audit(before, journal(), new ServiceView(service), said, List.of(sight)).findings());
  }

  /** What is found at the end of a round. */
  List<String> foundAtTheEnd() {
    return words(
        new ClosingAudit(journal(), new ServiceView(service), Map.of("000417", inside)).findings());
  }

  private static List<String> words(List<Finding> findings) {
    return findings.stream().map(Finding::toString).toList();
  }
}
