package io.birthmark.emulator.device;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.birthmark.emulator.enrollment.Enrollment;
import io.birthmark.emulator.enrollment.Kind;
import io.birthmark.emulator.http.Json;
import io.birthmark.emulator.x509.CertificateInfo;
import java.security.cert.X509Certificate;
import java.util.Optional;

/**
 * The enrollment that decides over a device.
 *
 * @param registrationId as the device's own enrollment writes it, or as the device does
 * @param proven whether the device has proved that it is the one; only a TPM may come without
 * @param certificates by which it did, if so
 */
record Recognised(
    String registrationId,
    Enrollment enrollment,
    boolean proven,
    Optional<Certificates> certificates) {

  /**
   * The device's certificate and, of a group, the signer that led to the group.
   *
   * @param signer empty for an individual enrollment
   */
  record Certificates(X509Certificate leaf, Optional<X509Certificate> signer) {}

  Optional<String> groupId() {
    return enrollment.kind() == Kind.GROUP ? Optional.of(enrollment.id()) : Optional.empty();
  }

  /** The same device under its enrollment as it is now. */
  Recognised under(Enrollment current) {
    return new Recognised(registrationId, current, proven, certificates);
  }

  /** What the answer's {@code x509} or {@code symmetricKey} member tells of the proof. */
  ObjectNode proofJson() {
    ObjectNode json = Json.object();
    certificates.ifPresent(
        shown -> {
          json.set("certificateInfo", CertificateInfo.json(shown.leaf()));
          shown
              .signer()
              .ifPresent(
                  signer -> json.set("signingCertificateInfo", CertificateInfo.json(signer)));
        });
    groupId().ifPresent(id -> json.put("enrollmentGroupId", id));
    return json;
  }
}
