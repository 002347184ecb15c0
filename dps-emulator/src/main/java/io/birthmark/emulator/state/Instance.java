package io.birthmark.emulator.state;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.birthmark.emulator.http.Json;
import io.birthmark.emulator.http.Members;
import io.birthmark.emulator.http.RandomSource;
import io.birthmark.emulator.sas.AccessPolicy;
import io.birthmark.emulator.sas.Secret;
import io.birthmark.emulator.tls.CertificateAuthority;
import java.security.GeneralSecurityException;
import java.util.Locale;

/** Who this instance of the service is: made once, the same for ever after. */
public record Instance(
    String idScope, AccessPolicy owner, AccessPolicy station, CertificateAuthority authority) {

  private static final int POLICY_KEY_BYTES = 32;

  public static Instance create(RandomSource random) {
    return new Instance(
        "0ne00" + random.hex(3).toUpperCase(Locale.ROOT),
        AccessPolicy.owner(newKey(random), newKey(random)),
        AccessPolicy.station(newKey(random), newKey(random)),
        CertificateAuthority.create(random.random()));
  }

  private static Secret newKey(RandomSource random) {
    return Secret.of(random.bytes(POLICY_KEY_BYTES));
  }

  /**
   * The connection string of a policy.
   *
   * <p>It names the host without a port, because Microsoft's service client refuses one.
   */
  public static String connectionString(AccessPolicy policy) {
    return "HostName=localhost;SharedAccessKeyName="
        + policy.name()
        + ";SharedAccessKey="
        + policy.primaryKey().base64();
  }

  ObjectNode json() {
    ObjectNode json = Json.object();
    json.put("idScope", idScope);
    json.set("owner", keys(owner));
    json.set("station", keys(station));
    json.put("caCertificate", authority.certificatePem());
    json.put("caKey", authority.keyPem());
    return json;
  }

  static Instance of(JsonNode json) throws GeneralSecurityException {
    Members members = Members.of(json, "The file");
    Members owner = members.requiredObject("owner");
    Members station = members.requiredObject("station");
    return new Instance(
        members.requiredText("idScope"),
        AccessPolicy.owner(key(owner, "primaryKey"), key(owner, "secondaryKey")),
        AccessPolicy.station(key(station, "primaryKey"), key(station, "secondaryKey")),
        CertificateAuthority.of(
            members.requiredText("caCertificate"), members.requiredText("caKey")));
  }

  private static ObjectNode keys(AccessPolicy policy) {
    return Json.object()
        .put("primaryKey", policy.primaryKey().base64())
        .put("secondaryKey", policy.secondaryKey().base64());
  }

  private static Secret key(Members policy, String name) {
    return Secret.ofBase64(policy.requiredText(name));
  }
}
