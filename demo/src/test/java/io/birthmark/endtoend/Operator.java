package io.birthmark.endtoend;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;

/** Whoever owns the service, at another machine: talks to it with curl, jq and openssl only. */
final class Operator {
  private static final String CALL =
      """
      set -e
      port=$(cat "$DPS/port")
      name=$(sed -E 's/.*SharedAccessKeyName=([^;]*).*/\\1/' "$DPS/connection-string")
      key=$(sed -E 's/.*SharedAccessKey=//' "$DPS/connection-string" | base64 -d | od -An -v -tx1 | tr -d ' \\n')
      end=$(($(date +%s) + 600))
      sig=$(printf 'localhost\\n%s' "$end" \\
        | openssl dgst -sha256 -mac HMAC -macopt "hexkey:$key" -binary | base64 -w0 \\
        | sed 's/+/%2B/g; s,/,%2F,g; s/=/%3D/g')
      call() {
        curl -sS --fail-with-body --cacert "$DPS/ca.pem" \\
          -H "Authorization: SharedAccessSignature sr=localhost&sig=$sig&se=$end&skn=$name" \\
          -H 'Content-Type: application/json' -X "$1" "${@:3}" \\
          "https://localhost:$port$2?api-version=2021-10-01"
      }
      """;

  private final Path dps;
  private final Path connectionString;

  Operator(Bench bench) {
    dps = bench.folder().resolve("dps");
    try {
      connectionString =
          Files.createFile(
              bench.folder().resolve("operator"),
              PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
      Files.writeString(connectionString, bench.service().ownerConnectionString());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  String connectionStringFile() {
    return connectionString.toString();
  }

  private String call(String script) {
    return Tools.run(Map.of("DPS", dps.toString()), CALL + script);
  }

  String group(String name) {
    return call("call GET /enrollmentGroups/" + name);
  }

  void disableGroup(String name) {
    String unused =
        call(
            "call GET /enrollmentGroups/%s | jq '.provisioningStatus = \"disabled\"' > \"$DPS/g\"\n"
                    .formatted(name)
                + "call PUT /enrollmentGroups/%s -H 'If-Match: *' --data-binary \"@$DPS/g\""
                    .formatted(name));
  }

  void deleteGroup(String name) {
    String unused = call("call DELETE /enrollmentGroups/" + name);
  }

  /** An enrollment of its own for a device, from the file that an export wrote. */
  void enrol(String registrationId, Path certificate) {
    String unused =
        call(
            ("jq -n --rawfile pem '%s' '{registrationId: \"%s\", provisioningStatus: \"enabled\","
                    + " attestation: {type: \"x509\", x509: {clientCertificates:"
                    + " {primary: {certificate: $pem}}}}}' > \"$DPS/e\"\n"
                    + "call PUT /enrollments/%s --data-binary \"@$DPS/e\"")
                .formatted(certificate, registrationId, registrationId));
  }

  /** The first key of a group, in base64. */
  String keyOf(String group) {
    return call("call POST /enrollmentGroups/%s/attestationmechanism | jq -r .symmetricKey.primaryKey"
            .formatted(group))
        .strip();
  }
}
