package io.birthmark.emulator.authority;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.birthmark.emulator.http.Json;
import io.birthmark.emulator.http.Members;
import io.birthmark.emulator.store.Table;
import io.birthmark.emulator.x509.CertificateInfo;
import io.birthmark.emulator.x509.CertificateText;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Optional;

/**
 * A CA certificate under the name that enrollment groups refer to.
 *
 * @param verified whether somebody has shown that he holds its key
 * @param verificationCode what the next proof must be made out to, once asked for
 */
public record CaCertificate(
    String name,
    X509Certificate certificate,
    boolean verified,
    Optional<String> verificationCode,
    Instant created,
    Instant lastUpdated) {

  public static final Table<CaCertificate> TABLE =
      Table.of("certificates", CaCertificate.class, CaCertificate::name);

  static CaCertificate unverified(String name, X509Certificate certificate, Instant now) {
    return new CaCertificate(name, certificate, false, Optional.empty(), now, now);
  }

  CaCertificate awaiting(String code, Instant now) {
    return new CaCertificate(name, certificate, verified, Optional.of(code), created, now);
  }

  /** A code is good for one proof. */
  CaCertificate proven(Instant now) {
    return new CaCertificate(name, certificate, true, Optional.empty(), created, now);
  }

  /** As it is shown and as it is kept: nothing of it is secret. */
  public ObjectNode json() {
    ObjectNode json = Json.object();
    json.put("name", name);
    json.put("isVerified", verified);
    verificationCode.ifPresent(code -> json.put("verificationCode", code));
    json.put("certificate", CertificateText.write(certificate));
    json.set("info", CertificateInfo.json(certificate));
    json.put("createdDateTimeUtc", Json.timestamp(created));
    json.put("lastUpdatedDateTimeUtc", Json.timestamp(lastUpdated));
    return json;
  }

  /** Undoes {@link #json}. */
  public static CaCertificate read(Members json) {
    return new CaCertificate(
        json.requiredText("name"),
        CertificateText.read(json.requiredText("certificate"), "The CA certificate"),
        json.flag("isVerified").orElse(false),
        json.text("verificationCode"),
        Instant.parse(json.requiredText("createdDateTimeUtc")),
        Instant.parse(json.requiredText("lastUpdatedDateTimeUtc")));
  }
}
