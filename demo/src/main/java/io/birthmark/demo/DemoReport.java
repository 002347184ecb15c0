package io.birthmark.demo;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.util.List;

/** What the demo came to, for programs and for people. */
final class DemoReport {
  private final List<DemoDevice> devices;
  private final Duration took;

  DemoReport(List<DemoDevice> devices, Duration took) {
    this.devices = devices;
    this.took = took;
  }

  boolean allRegistered() {
    return devices.stream()
        .allMatch(d -> d.passed() && d.enrollment().isPresent() && d.assignment().isPresent());
  }

  JsonNode json() {
    ObjectNode report = new ObjectMapper().createObjectNode();
    ArrayNode list = report.putArray("devices");
    devices.forEach(device -> tell(device, list.addObject()));
    ObjectNode totals = report.putObject("totals");
    totals.put("provisioned", devices.stream().filter(DemoDevice::passed).count());
    totals.put("enrolled", devices.stream().filter(d -> d.enrollment().isPresent()).count());
    long registered = devices.stream().filter(d -> d.assignment().isPresent()).count();
    totals.put("registered", registered);
    totals.put("failed", devices.size() - registered);
    totals.put("seconds", took.toMillis() / 1000.0);
    return report;
  }

  private static void tell(DemoDevice device, ObjectNode json) {
    json.put("serial", device.serial());
    json.put("element", device.element().word());
    json.put("attestation", device.attestation().word());
    device
        .run()
        .map(run -> run.path("registrationId"))
        .filter(JsonNode::isTextual)
        .ifPresent(id -> json.set("registrationId", id));
    json.put("outcome", device.outcome());
    json.put("millis", millis(device, "millis"));
    json.put("elementMillis", millis(device, "elementMillis"));
    json.put("enrolled", device.enrollment().isPresent());
    device.enrollment().ifPresent(by -> json.put("enrollment", by));
    device
        .assignment()
        .ifPresent(
            assigned ->
                json.put("assignedHub", assigned.assignedHub())
                    .put("deviceId", assigned.deviceId()));
    device.complaint().ifPresent(complaint -> json.put("complaint", complaint));
  }

  private static double millis(DemoDevice device, String field) {
    return device.run().map(run -> run.path(field).asDouble()).orElse(0.0);
  }

  String table() {
    StringBuilder table = new StringBuilder();
    table.append(
        String.format(
            "%-8s %-7s %-14s %-14s %-8s %8s %8s  %-16s %s%n",
            "serial",
            "element",
            "attestation",
            "registration",
            "outcome",
            "ms",
            "inside",
            "enrolled",
            "registered at"));
    for (DemoDevice device : devices) {
      table.append(
          String.format(
              "%-8s %-7s %-14s %-14s %-8s %8.1f %8.1f  %-16s %s%n",
              device.serial(),
              device.element().word(),
              device.attestation().word(),
              device.run().map(run -> run.path("registrationId").asText("-")).orElse("-"),
              device.outcome(),
              millis(device, "millis"),
              millis(device, "elementMillis"),
              device.enrollment().orElse("no"),
              device
                  .assignment()
                  .map(a -> a.assignedHub() + " as " + a.deviceId())
                  .orElseGet(() -> "no: " + device.complaint().orElse("not tried"))));
    }
    JsonNode totals = json().path("totals");
    table.append(
        String.format(
            "%d provisioned, %d enrolled, %d registered, %d failed, in %.1f s",
            totals.path("provisioned").asLong(),
            totals.path("enrolled").asLong(),
            totals.path("registered").asLong(),
            totals.path("failed").asLong(),
            totals.path("seconds").asDouble()));
    return table.toString();
  }
}
