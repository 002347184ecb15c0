package io.birthmark.station.verb;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.birthmark.hsm.Attestation;
import io.birthmark.hsm.Bytes;
import io.birthmark.hsm.CertificateChain;
import io.birthmark.station.journal.DeviceRow;
import io.birthmark.station.journal.Devices;
import io.birthmark.station.journal.Groups;
import io.birthmark.station.journal.Membership;
import io.birthmark.station.journal.Proof;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;

/**
 * {@code export --format csv|json [--since T]}: every device, for an operator who enrols them by
 * other means. The JSON is an array of {@code IndividualEnrollment} as the service's REST API takes
 * it, with what it does not know under {@code birthmark}; a device without {@code attestation}
 * needs no such enrollment, or cannot have one made of an export: there is no secret in one.
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
          "provisionedAt",
          "group",
          "certificateSerialNumber",
          "certificateSha256");

  private final Devices devices;
  private final Groups groups;

  Export(Devices devices, Groups groups) {
    this.devices = devices;
    this.groups = groups;
  }

  @Override
  public String name() {
    return "export";
  }

  @Override
  public Answer carryOut(Arguments arguments, Caller caller) throws WrongUse {
    String format = arguments.required("format");
    Optional<Instant> since = Since.of(arguments);
    Coverage coverage = Coverage.now(groups);
    AtomicLong count = new AtomicLong();
    switch (format) {
      case "csv" -> {
        caller.line(String.join(",", COLUMNS));
        Exported.each(
            devices,
            since,
            device -> {
              count.incrementAndGet();
              caller.line(csv(device, coverage));
            });
      }
      case "json" -> {
        caller.line("[");
        Exported.each(
            devices,
            since,
            device ->
                caller.line(
                    (count.getAndIncrement() == 0 ? " " : ",") + enrollment(device, coverage)));
        caller.line("]");
      }
      default -> throw new WrongUse("\"format\" is csv or json, not " + format);
    }
    return Answer.done(Answer.object().put("devices", count.get()).put("format", format), "");
  }

  private static String csv(DeviceRow device, Coverage coverage) {
    Optional<Bytes> certificate = Exported.evidence(device, Attestation.X509);
    return Csv.line(
        List.of(
            device.registrationId(),
            device.serial(),
            device.product(),
            device.proof().map(p -> p.attestation().word()).orElse(""),
            Exported.evidence(device, Attestation.TPM).map(Bytes::base64).orElse(""),
            DeviceJson.state(device.state()),
            coverage.of(device).word(),
            device.provisionedAt().map(Instant::toString).orElse(""),
            device.group().map(Membership::group).orElse(""),
            certificate.flatMap(Exported::serialNumber).orElse(""),
            certificate.map(leaf -> leaf.sha256().hex()).orElse("")));
  }

  private static ObjectNode enrollment(DeviceRow device, Coverage coverage) {
    ObjectNode json = Answer.object();
    json.put("registrationId", device.registrationId());
    boolean ofItsOwn = device.group().filter(Membership::covers).isEmpty();
    device.proof().filter(proof -> ofItsOwn).ifPresent(proof -> attestation(json, proof));
    json.put("provisioningStatus", "enabled");
    ObjectNode ours = json.putObject("birthmark");
    ours.put("serial", device.serial());
    ours.put("product", device.product());
    ours.put("state", DeviceJson.state(device.state()));
    device.proof().ifPresent(proof -> ours.put("attestation", proof.attestation().word()));
    device.group().ifPresent(member -> ours.put("group", member.group()));
    Coverage.Standing standing = coverage.of(device);
    ours.put("enrollment", standing.word());
    standing.verifiedAt().ifPresent(at -> ours.put("verifiedAt", at.toString()));
    device.provisionedAt().ifPresent(at -> ours.put("provisionedAt", at.toString()));
    Optional<Bytes> certificate = Exported.evidence(device, Attestation.X509);
    certificate
        .flatMap(Exported::serialNumber)
        .ifPresent(number -> ours.put("certificateSerialNumber", number));
    certificate.ifPresent(leaf -> ours.put("certificateSha256", leaf.sha256().hex()));
    return json;
  }

  private static void attestation(ObjectNode json, Proof proof) {
    switch (proof.attestation()) {
      case TPM ->
          json.putObject("attestation")
              .put("type", "tpm")
              .putObject("tpm")
              .put("endorsementKey", proof.evidence().base64());
      case X509 ->
          json.putObject("attestation")
              .put("type", "x509")
              .putObject("x509")
              .putObject("clientCertificates")
              .putObject("primary")
              .put("certificate", new CertificateChain(List.of(proof.evidence())).pem());
      case SYMMETRIC_KEY -> {
        // Its key is a secret. Without it the service would make up one that no device has.
      }
    }
  }
}
