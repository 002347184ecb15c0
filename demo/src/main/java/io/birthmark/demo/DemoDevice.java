package io.birthmark.demo;

import com.fasterxml.jackson.databind.JsonNode;
import io.birthmark.firstboot.Assignment;
import java.util.Optional;

/** One device on its way through the line. */
final class DemoDevice {
  private final String serial;
  private final String slot;
  private final DemoAttestation attestation;
  private final DemoElement element;
  private Optional<JsonNode> run = Optional.empty();
  private Optional<String> enrollment = Optional.empty();
  private Optional<Assignment> assignment = Optional.empty();
  private Optional<String> complaint = Optional.empty();

  DemoDevice(String serial, String slot, DemoAttestation attestation, DemoElement element) {
    this.serial = serial;
    this.slot = slot;
    this.attestation = attestation;
    this.element = element;
  }

  String serial() {
    return serial;
  }

  String slot() {
    return slot;
  }

  DemoAttestation attestation() {
    return attestation;
  }

  DemoElement element() {
    return element;
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

  /** By what the service lets it in: "individual" or "group:NAME"; empty when it does not yet. */
  Optional<String> enrollment() {
    return enrollment;
  }

  void enrolled(String by) {
    enrollment = Optional.of(by);
  }

  Optional<Assignment> assignment() {
    return assignment;
  }

  /** What went wrong with it, in a sentence. */
  Optional<String> complaint() {
    return complaint;
  }

  void booted(DemoElement.Booted booted) {
    if (booted instanceof DemoElement.Booted.Registered registered) {
      assignment = Optional.of(registered.assignment());
    } else if (booted instanceof DemoElement.Booted.Refused refused) {
      complaint = Optional.of(refused.why());
    }
  }
}
