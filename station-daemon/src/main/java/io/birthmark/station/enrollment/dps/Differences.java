package io.birthmark.station.enrollment.dps;

import com.fasterxml.jackson.databind.JsonNode;
import io.birthmark.hsm.Bytes;
import io.birthmark.station.enrollment.DeviceAttestation.SymmetricKeyAttestation;
import io.birthmark.station.enrollment.DeviceAttestation.TpmAttestation;
import io.birthmark.station.enrollment.DeviceAttestation.X509Attestation;
import io.birthmark.station.enrollment.Enrollment;
import io.birthmark.station.enrollment.FindAnswer.Difference;
import io.birthmark.station.enrollment.GroupAnswer;
import io.birthmark.station.enrollment.GroupWanted;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What the service has, compared field by field with what we set or count on; docs/dps.md has the
 * table. Keys are compared elsewhere, for an enrollment's answer has none in it.
 */
final class Differences {
  static final String STATUS = "provisioningStatus";
  private static final String TYPE = "attestation.type";

  private Differences() {}

  /** Over what {@link DpsJson#bulk} sets. */
  static List<Difference> of(Enrollment ours, JsonNode theirs) {
    List<Difference> differences = new ArrayList<>();
    id("registrationId", ours.registrationId(), theirs).ifPresent(differences::add);
    attestation(ours, theirs.path("attestation")).ifPresent(differences::add);
    status(theirs).ifPresent(differences::add);
    return List.copyOf(differences);
  }

  static boolean sameDevice(List<Difference> differences) {
    return differences.stream().allMatch(Differences::isOfStatus);
  }

  static boolean isOfStatus(Difference difference) {
    return difference.field().equals(STATUS);
  }

  /** Over what makes a group let our devices in. */
  static List<Difference> of(GroupWanted wanted, JsonNode theirs) {
    List<Difference> differences = new ArrayList<>();
    id("enrollmentGroupId", wanted.name(), theirs).ifPresent(differences::add);
    JsonNode attestation = theirs.path("attestation");
    if (wanted instanceof GroupWanted.OfKey) {
      type(DpsJson.SYMMETRIC_KEY, attestation).ifPresent(differences::add);
    } else if (wanted instanceof GroupWanted.OfCa ca) {
      type("x509", attestation)
          .or(() -> signer(ca, attestation.path("x509")))
          .ifPresent(differences::add);
    }
    status(theirs).ifPresent(differences::add);
    return List.copyOf(differences);
  }

  private static Optional<Difference> id(String field, String ours, JsonNode theirs) {
    String id = theirs.path(field).asText();
    return id.equalsIgnoreCase(ours)
        ? Optional.empty()
        : Optional.of(new Difference(field, ours, brief(id)));
  }

  private static Optional<Difference> type(String ours, JsonNode attestation) {
    String type = attestation.path("type").asText();
    return type.equals(ours)
        ? Optional.empty()
        : Optional.of(new Difference(TYPE, ours, brief(type)));
  }

  static boolean isEnabled(JsonNode theirs) {
    return word(theirs).toLowerCase(Locale.ROOT).equals(DpsJson.ENABLED);
  }

  private static String word(JsonNode theirs) {
    return theirs.path(STATUS).asText(DpsJson.ENABLED);
  }

  private static Optional<Difference> status(JsonNode theirs) {
    return isEnabled(theirs)
        ? Optional.empty()
        : Optional.of(new Difference(STATUS, DpsJson.ENABLED, brief(word(theirs))));
  }

  private static Optional<Difference> attestation(Enrollment ours, JsonNode theirs) {
    if (ours.attestation() instanceof TpmAttestation tpm) {
      return type("tpm", theirs).or(() -> endorsementKey(tpm, theirs));
    }
    if (ours.attestation() instanceof X509Attestation x509) {
      return type("x509", theirs).or(() -> certificate(x509, theirs));
    }
    return ours.attestation() instanceof SymmetricKeyAttestation
        ? type(DpsJson.SYMMETRIC_KEY, theirs)
        : Optional.empty();
  }

  private static Optional<Difference> endorsementKey(TpmAttestation tpm, JsonNode theirs) {
    Optional<Bytes> key = base64(theirs.path("tpm").path("endorsementKey").asText());
    return key.filter(tpm.ekPublic()::equals).isPresent()
        ? Optional.empty()
        : Optional.of(
            new Difference(
                "attestation.tpm.endorsementKey",
                named("EK", tpm.ekPublic().sha256()),
                key.map(one -> named("EK", one.sha256())).orElse("no EK")));
  }

  private static Optional<Difference> certificate(X509Attestation x509, JsonNode theirs) {
    Bytes ours = x509.leaf().sha256();
    Optional<Bytes> stored =
        CertificateText.sha256(theirs.path("x509").path("clientCertificates").path("primary"));
    return stored.filter(ours::equals).isPresent()
        ? Optional.empty()
        : Optional.of(
            new Difference(
                "attestation.x509.clientCertificates.primary",
                named("certificate", ours),
                stored.map(one -> named("certificate", one)).orElse("no certificate")));
  }

  /** Either of a group's two places lets devices in: the second is there to change CAs in use. */
  private static Optional<Difference> signer(GroupWanted.OfCa ca, JsonNode x509) {
    if (ca.caReference().isPresent()) {
      String name = ca.caReference().get();
      List<String> names = references(x509);
      return names.contains(name)
          ? Optional.empty()
          : Optional.of(
              new Difference(
                  "attestation.x509.caReferences",
                  brief(name),
                  names.isEmpty() ? "nothing" : brief(String.join(", ", names))));
    }
    List<Bytes> stored = signers(x509);
    List<Bytes> ours = ca.certificates().stream().map(Bytes::sha256).toList();
    return stored.stream().anyMatch(ours::contains)
        ? Optional.empty()
        : Optional.of(
            new Difference(
                "attestation.x509.signingCertificates",
                names(ours),
                stored.isEmpty() ? "nothing" : names(stored)));
  }

  /** The CAs by which a group lets devices in; none while it is disabled. */
  static GroupAnswer.Trust trust(JsonNode theirs) {
    JsonNode x509 = theirs.path("attestation").path("x509");
    return isEnabled(theirs)
        ? new GroupAnswer.Trust(signers(x509), references(x509))
        : GroupAnswer.Trust.NONE;
  }

  private static List<String> references(JsonNode x509) {
    return places(x509.path("caReferences"))
        .map(JsonNode::asText)
        .filter(name -> !name.isEmpty())
        .toList();
  }

  private static List<Bytes> signers(JsonNode x509) {
    return places(x509.path("signingCertificates"))
        .flatMap(place -> CertificateText.sha256(place).stream())
        .toList();
  }

  private static Stream<JsonNode> places(JsonNode pair) {
    return Stream.of(pair.path("primary"), pair.path("secondary"));
  }

  private static String names(List<Bytes> sha256) {
    return String.join(" or ", sha256.stream().map(one -> named("certificate", one)).toList());
  }

  // The journal, the page and the labels name a key by the beginning of its SHA-256.
  private static String named(String what, Bytes sha256) {
    return what + " " + sha256.hex().substring(0, 16);
  }

  private static Optional<Bytes> base64(String text) {
    try {
      return Optional.of(Bytes.ofBase64(text)).filter(bytes -> bytes.size() > 0);
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  private static String brief(String text) {
    String clean = text.replaceAll("\\p{Cntrl}+", " ");
    return clean.isEmpty()
        ? "nothing"
        : clean.length() <= 64 ? clean : clean.substring(0, 64) + "…";
  }
}
