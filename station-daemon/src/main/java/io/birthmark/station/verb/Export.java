package io.birthmark.station.verb;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.birthmark.hsm.Bytes;
import io.birthmark.station.journal.DeviceRow;
import io.birthmark.station.journal.Devices;
import io.birthmark.station.journal.Proof;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;

/**
 * {@code export --format csv|json}: every device, for an operator who enrols them by other means.
 * The JSON is an array of {@code IndividualEnrollment} as the service's REST API takes it, with
 * what it does not know under {@code birthmark}.
 */
final class Export implements Verb {
  private static final List<String> COLUMNS =
      List.of(
          "registrationId",
          "serial",
          "product",
          "attestation",
          "endorsementKey",
          "state",
          "enrollment",
          "provisionedAt");

  private final Devices devices;

  Export(Devices devices) {
    this.devices = devices;
  }

  @Override
  public String name() {
    return "export";
  }

  @Override
  public Answer carryOut(Arguments arguments, Caller caller) throws WrongUse {
    String format = arguments.required("format");
    AtomicLong count = new AtomicLong();
    switch (format) {
      case "csv" -> csv(caller, count);
      case "json" -> json(caller, count);
      default -> throw new WrongUse("\"format\" is csv or json, not " + format);
    }
    return Answer.done(Answer.object().put("devices", count.get()).put("format", format), "");
  }

  private void csv(Caller caller, AtomicLong count) {
    caller.line(String.join(",", COLUMNS));
    devices.each(
        device -> {
          count.incrementAndGet();
          caller.line(
              List.of(
                      device.registrationId(),
                      device.serial(),
                      device.product(),
                      device.proof().map(p -> p.attestation().word()).orElse(""),
                      device.proof().map(Proof::evidence).map(Bytes::base64).orElse(""),
                      DeviceJson.state(device.state()),
                      DeviceJson.enrollment(device),
                      device.provisionedAt().map(Instant::toString).orElse(""))
                  .stream()
                  .map(Export::field)
                  .collect(Collectors.joining(",")));
        });
  }

  /** RFC 4180; a leading formula character is disarmed for spreadsheets. */
  private static String field(String value) {
    String safe = value.matches("[=+@\\t\\r-].*") ? "'" + value : value;
    return safe.matches("[^\",\\r\\n]*") ? safe : '"' + safe.replace("\"", "\"\"") + '"';
  }

  private void json(Caller caller, AtomicLong count) {
    caller.line("[");
    devices.each(
        device -> caller.line((count.getAndIncrement() == 0 ? " " : ",") + enrollment(device)));
    caller.line("]");
  }

  private static ObjectNode enrollment(DeviceRow device) {
    ObjectNode json = Answer.object();
    json.put("registrationId", device.registrationId());
    device
        .proof()
        .ifPresent(
            proof ->
                json.putObject("attestation")
                    .put("type", proof.attestation().word())
                    .putObject("tpm")
                    .put("endorsementKey", proof.evidence().base64()));
    json.put("provisioningStatus", "enabled");
    ObjectNode ours = json.putObject("birthmark");
    ours.put("serial", device.serial());
    ours.put("product", device.product());
    ours.put("state", DeviceJson.state(device.state()));
    ours.put("enrollment", DeviceJson.enrollment(device));
    device.provisionedAt().ifPresent(at -> ours.put("provisionedAt", at.toString()));
    return json;
  }
}
