package io.birthmark.demo;

import com.fasterxml.jackson.databind.JsonNode;
import io.birthmark.firstboot.Assignment;
import io.birthmark.hsm.simulated.SoftwareTpm;
import java.util.Optional;

/** One device on its way through the line. */
final class DemoDevice {
  private final String serial;
  private final String slot;
  private final SoftwareTpm tpm;
  private Optional<JsonNode> run = Optional.empty();
  private boolean enrolled;
  private Optional<Assignment> assignment = Optional.empty();
  private Optional<String> complaint = Optional.empty();

  DemoDevice(String serial, String slot, SoftwareTpm tpm) {
    this.serial = serial;
    this.slot = slot;
    this.tpm = tpm;
  }

  String serial() {
    return serial;
  }

  String slot() {
    return slot;
  }

  SoftwareTpm tpm() {
    return tpm;
  }

  /** The station's answer to the run. */
  Optional<JsonNode> run() {
    return run;
  }

  String outcome() {
    return run.map(json -> json.path("outcome").asText()).orElse("ABORTED");
  }

  boolean passed() {
    return outcome().equals("PASS");
  }

  void ran(JsonNode document) {
    run = Optional.of(document);
    if (document.has("problem")) {
      complaint = Optional.of(document.get("problem").path("sentence").asText());
    }
  }

  boolean enrolled() {
    return enrolled;
  }

  void enrolled(boolean is) {
    enrolled = is;
  }

  Optional<Assignment> assignment() {
    return assignment;
  }

  void registered(Assignment assigned) {
    assignment = Optional.of(assigned);
  }

  /** What went wrong with it, in a sentence. */
  Optional<String> complaint() {
    return complaint;
  }

  void complain(String sentence) {
    complaint = Optional.of(sentence);
  }
}
