package io.birthmark.station.enrollment.dps;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.birthmark.hsm.Bytes;
import io.birthmark.station.enrollment.DeviceAttestation.SymmetricKeyAttestation;
import io.birthmark.station.enrollment.DeviceAttestation.TpmAttestation;
import io.birthmark.station.enrollment.DeviceAttestation.X509Attestation;
import io.birthmark.station.enrollment.Enrollment;
import io.birthmark.station.enrollment.GroupRequest;
import java.io.IOException;
import java.util.List;

/** What the service is sent, in its JSON; {@code Differences} is how it is compared. */
final class DpsJson {
  static final String ENABLED = "enabled";
  static final String SYMMETRIC_KEY = "symmetricKey";
  private static final ObjectMapper MAPPER = new ObjectMapper();

  private DpsJson() {}

  /** A bulk call; the caller closes it, as there may be keys in it. */
  static RequestBody bulk(String mode, List<Enrollment> batch) {
    RequestBody body = new RequestBody();
    body.text("{\"mode\":" + quoted(mode) + ",\"enrollments\":[");
    for (int i = 0; i < batch.size(); i++) {
      body.text(i == 0 ? "" : ",");
      enrollment(body, batch.get(i));
    }
    return body.text("]}");
  }

  private static void enrollment(RequestBody body, Enrollment enrollment) {
    body.text("{\"registrationId\":" + quoted(enrollment.registrationId()) + ",\"attestation\":");
    attestation(body, enrollment);
    body.text(",\"provisioningStatus\":" + quoted(ENABLED) + "}");
  }

  /**
   * An enrollment as it stands there, with our attestation; without what the service alone writes.
   * The caller closes it.
   */
  static RequestBody changed(ObjectNode theirs, Enrollment ours) {
    ObjectNode kept = theirs.deepCopy();
    kept.remove(
        List.of(
            "attestation",
            "etag",
            "createdDateTimeUtc",
            "lastUpdatedDateTimeUtc",
            "registrationState"));
    RequestBody body = new RequestBody();
    body.text("{\"attestation\":");
    attestation(body, ours);
    String rest = kept.toString();
    return body.text(kept.isEmpty() ? "}" : "," + rest.substring(1));
  }

  private static void attestation(RequestBody body, Enrollment enrollment) {
    if (enrollment.attestation() instanceof SymmetricKeyAttestation keys) {
      body.text("{\"type\":\"symmetricKey\",\"symmetricKey\":{\"primaryKey\":\"")
          .key(keys.primary())
          .text("\",\"secondaryKey\":\"")
          .key(keys.secondary())
          .text("\"}}");
      return;
    }
    ObjectNode json = MAPPER.createObjectNode();
    if (enrollment.attestation() instanceof TpmAttestation tpm) {
      json.put("type", "tpm");
      json.putObject("tpm").put("endorsementKey", tpm.ekPublic().base64());
    } else if (enrollment.attestation() instanceof X509Attestation x509) {
      json.put("type", "x509");
      json.putObject("x509")
          .putObject("clientCertificates")
          .putObject("primary")
          .put("certificate", CertificateText.pem(x509.leaf()));
    }
    body.text(json.toString());
  }

  /** A group to be created. Without keys in it the service makes them. */
  static String group(String name, GroupRequest request) {
    ObjectNode json = MAPPER.createObjectNode().put("enrollmentGroupId", name);
    ObjectNode attestation = json.putObject("attestation");
    if (request instanceof GroupRequest.SignedBy signedBy) {
      attestation.put("type", "x509");
      attestation
          .putObject("x509")
          .putObject("signingCertificates")
          .putObject("primary")
          .put("certificate", CertificateText.pem(signedBy.certificate()));
    } else if (request instanceof GroupRequest.SignedByNamed named) {
      attestation.put("type", "x509");
      attestation.putObject("x509").putObject("caReferences").put("primary", named.caReference());
    } else {
      attestation.put("type", SYMMETRIC_KEY);
      attestation.putObject(SYMMETRIC_KEY);
    }
    json.put("provisioningStatus", ENABLED);
    return json.toString();
  }

  /** What is not JSON is {@link MissingNode}, in which nothing is found. */
  static JsonNode parse(Bytes body) {
    try {
      return MAPPER.readTree(body.toArray());
    } catch (IOException e) {
      // A proxy's page, a cut answer: its status is all it tells.
      return MissingNode.getInstance();
    }
  }

  private static String quoted(String text) {
    return TextNode.valueOf(text).toString();
  }
}
