package io.birthmark.demo.crash;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The journal as the {@code sqlite3} command reads it.
 *
 * @param certificates those that were issued, DER in hexadecimal
 * @param lastEvent the kind of the newest entry
 */
record JournalView(
    List<Device> devices,
    List<Run> runs,
    List<Enrollment> enrollments,
    List<Holding> ledger,
    List<String> certificates,
    String lastEvent) {

  static final JournalView EMPTY =
      new JournalView(List.of(), List.of(), List.of(), List.of(), List.of(), "none");

  JournalView {
    devices = List.copyOf(devices);
    runs = List.copyOf(runs);
    enrollments = List.copyOf(enrollments);
    ledger = List.copyOf(ledger);
    certificates = List.copyOf(certificates);
  }

  private static final String QUERY =
      """
      SELECT json_object(
        'devices', (SELECT json_group_array(json_object('id', id, 'serial', serial,
          'registrationId', registration_id, 'hardware', coalesce(hex(hardware), ''),
          'product', product, 'state', state, 'attestation', coalesce(attestation, ''),
          'evidence', coalesce(hex(evidence), ''), 'covered', coalesce(group_covers, 0)))
          FROM devices),
        'runs', (SELECT json_group_array(json_object('id', id, 'device', coalesce(device, 0),
          'slot', slot, 'outcome', coalesce(outcome, ''), 'intent', coalesce(intent, '')))
          FROM runs),
        'enrollments', (SELECT json_group_array(json_object('id', id, 'device', device,
          'operation', operation, 'state', state, 'attempts', attempts)) FROM enrollments),
        'ledger', (SELECT json_group_array(json_object('serial', serial,
          'hardware', coalesce(hex(hardware), ''), 'confirmed', confirmed)) FROM ledger),
        'certificates', (SELECT json_group_array(hex(certificate)) FROM certificates),
        'lastEvent', coalesce((SELECT kind FROM events ORDER BY id DESC LIMIT 1), 'none'))
      """;

  /** A row of {@code devices}; hashes and evidence in hexadecimal, empty when there is none. */
  record Device(
      long id,
      String serial,
      String registrationId,
      String hardware,
      String product,
      String state,
      String attestation,
      String evidence,
      @JsonProperty("covered") int coveredByGroup) {

    boolean live() {
      return state.equals("begun") || state.equals("provisioned");
    }

    boolean provisioned() {
      return state.equals("provisioned");
    }

    boolean isVoid() {
      return state.equals("void");
    }

    boolean covered() {
      return coveredByGroup == 1;
    }

    @Override
    public String toString() {
      return serial + " (device " + id + ", " + state + ")";
    }
  }

  record Run(long id, long device, String slot, String outcome, String intent) {
    boolean open() {
      return outcome.isEmpty();
    }

    boolean intends() {
      return intent.length() > "[]".length();
    }
  }

  record Enrollment(long id, long device, String operation, String state, int attempts) {
    boolean create() {
      return operation.equals("create");
    }

    boolean settled() {
      return List.of("enrolled", "deleted", "dropped").contains(state);
    }

    /** Whether the service may have heard of it, as far as the journal knows. */
    boolean mayBeThere() {
      return attempts > 0 || state.equals("sending") || state.equals("enrolled");
    }
  }

  record Holding(String serial, String hardware, int confirmed) {}

  /** Reads it; before there is a journal, there is nothing in it. */
  static JournalView read(Path journal) throws IOException, InterruptedException {
    if (!Files.exists(journal)) {
      return EMPTY;
    }
    String tables = sqlite(journal, "SELECT count(*) FROM sqlite_master WHERE name = 'events'");
    if (tables.equals("0")) {
      return EMPTY;
    }
    return new ObjectMapper()
        .configure(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES, true)
        .readValue(sqlite(journal, QUERY), JournalView.class);
  }

  private static String sqlite(Path journal, String query)
      throws IOException, InterruptedException {
    return Shell.run(
        Map.of("DB", journal.toString(), "Q", query), "sqlite3 -readonly \"$DB\" \"$Q\"");
  }

  /** What sqlite3 itself thinks of the file. */
  static String integrity(Path journal) throws IOException, InterruptedException {
    return sqlite(journal, "PRAGMA integrity_check");
  }

  Optional<Device> live(String serial) {
    return devices.stream()
        .filter(device -> device.live() && device.serial().equals(serial))
        .findFirst();
  }

  Optional<Device> device(long id) {
    return devices.stream().filter(device -> device.id() == id).findFirst();
  }

  Stream<Enrollment> of(Device device) {
    return enrollments.stream().filter(enrollment -> enrollment.device() == device.id());
  }

  Stream<Enrollment> creates(Device device) {
    return of(device).filter(Enrollment::create).filter(one -> !one.state().equals("dropped"));
  }

  long lastRun() {
    return runs.stream().mapToLong(Run::id).max().orElse(0);
  }

  /** Runs in a slot that are younger than {@code run}, oldest first. */
  List<Run> since(long run, String slot) {
    return runs.stream().filter(one -> one.id() > run && one.slot().equals(slot)).toList();
  }
}
