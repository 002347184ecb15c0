package io.birthmark.station.enrollment.dps;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.birthmark.hsm.Bytes;
import io.birthmark.hsm.SecretBytes;
import io.birthmark.station.Fuzz;
import io.birthmark.station.database.HandClock;
import io.birthmark.station.enrollment.BatchAnswer;
import io.birthmark.station.enrollment.DeviceAttestation;
import io.birthmark.station.enrollment.DeviceAttestation.TpmAttestation;
import io.birthmark.station.enrollment.DeviceAttestation.X509Attestation;
import io.birthmark.station.enrollment.Enrollment;
import io.birthmark.station.enrollment.EntryPage;
import io.birthmark.station.enrollment.FindAnswer;
import io.birthmark.station.enrollment.GroupWanted;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

/**
 * Whatever the service, or something before it, answers: a value comes out, and nothing is
 * believed.
 */
class ServiceAnswersFuzzTest {
  private static final Bytes KEY = Bytes.ofHex("013a" + "01".repeat(314));
  private static final List<Enrollment> OURS =
      List.of(
          one("press-1", new TpmAttestation(KEY)),
          one("press-2", new X509Attestation(KEY)),
          one(
              "press-3",
              new DeviceAttestation.SymmetricKeyAttestation(
                  SecretBytes.taking(new byte[32]), SecretBytes.taking(new byte[32]))));
  private static final String ENTRY =
      "{\"registrationId\":\"press-1\",\"attestation\":{\"type\":\"tpm\",\"tpm\":{\"endorsementKey\":\""
          + KEY.base64()
          + "\"}},\"provisioningStatus\":\"disabled\",\"etag\":\"\\\"1\\\"\"}";
  private static final String SIGNED =
      "{\"enrollmentGroupId\":\"line3\",\"registrationId\":\"press-2\",\"attestation\":{\"type\":\"x509\","
          + "\"x509\":{\"signingCertificates\":{\"primary\":{\"certificate\":\"MIIB\"},\"secondary\":"
          + "{\"info\":{\"sha256Thumbprint\":\""
          + "cd".repeat(32)
          + "\"}}},\"caReferences\":{\"primary\":\"root\"},\"clientCertificates\":{\"primary\":"
          + "{\"certificate\":\"-----BEGIN CERTIFICATE-----\\nMIIB\\n-----END CERTIFICATE-----\"}}}}}";
  private static final List<String> SEEDS =
      List.of(
          "{\"isSuccessful\":false,\"errors\":[{\"registrationId\":\"press-1\",\"errorCode\":409201,"
              + "\"errorStatus\":\"Enrollment already exists.\"}]}",
          "{\"isSuccessful\":true,\"errors\":[]}",
          ENTRY,
          SIGNED,
          "[" + ENTRY + "," + SIGNED + "]",
          "{\"type\":\"symmetricKey\",\"symmetricKey\":{\"primaryKey\":\"AAECAw==\",\"secondaryKey\":\"BAUG\"}}",
          "{\"errorCode\":400004,\"trackingId\":\"5b6f\",\"message\":\"So it is.\",\"info\":{}}",
          "[".repeat(5000),
          "{\"a\":".repeat(3000),
          "{\"errorCode\":99999999999999999999,\"trackingId\":7,\"message\":[]}");
  private static final int[] STATUSES = {
    200, 200, 200, 204, 301, 400, 401, 403, 404, 409, 412, 429, 500, 503, 999
  };

  private final HandClock clock = new HandClock();
  private final Answers answers =
      new Answers(new DpsProblems("localhost", "line3-a", DpsProblems.Whose.STATION), clock);

  private static Enrollment one(String id, DeviceAttestation attestation) {
    return new Enrollment(id, id, attestation);
  }

  private static byte[] body(Random random) {
    byte[] body = SEEDS.get(random.nextInt(SEEDS.size())).getBytes(StandardCharsets.UTF_8);
    for (int change = random.nextInt(6); change > 0; change--) {
      byte[] structure = "{}[]\",:\\09eE-.nt".getBytes(StandardCharsets.UTF_8);
      body[random.nextInt(body.length)] =
          random.nextBoolean()
              ? (byte) random.nextInt(256)
              : structure[random.nextInt(structure.length)];
    }
    return random.nextInt(4) == 0 ? Arrays.copyOf(body, random.nextInt(body.length + 1)) : body;
  }

  private static HttpAnswer answer(Random random, byte[] body) {
    String header = new String(body, 0, Math.min(20, body.length), StandardCharsets.UTF_8);
    return new HttpAnswer(
        STATUSES[random.nextInt(STATUSES.length)],
        Bytes.of(body),
        Optional.of(Instant.ofEpochSecond(random.nextLong(4_000_000_000L))),
        Optional.of(random.nextBoolean() ? header : Long.toString(random.nextLong())),
        Optional.empty(),
        random.nextBoolean() ? Optional.of(header) : Optional.empty());
  }

  @Test
  void answersAboutEnrollments() {
    Fuzz.rounds(
        "service: bulk, enrollment, list",
        20_000,
        random -> {
          HttpAnswer answer = answer(random, body(random));
          if (answers.toBatch(OURS, answer) instanceof BatchAnswer.Answered answered) {
            assertThat(answered.items()).hasSize(OURS.size());
            assertThat(answer.status()).isEqualTo(200);
          }
          for (Enrollment ours : OURS) {
            if (answers.toFind(ours, answer) instanceof FindAnswer.Same) {
              assertThat(answer.status()).isEqualTo(200);
            }
          }
          if (answers.toPage(answer) instanceof EntryPage.Page page) {
            assertThat(answer.status()).isEqualTo(200);
            for (EntryPage.Entry entry : page.entries()) {
              OURS.forEach(ours -> assertThat(entry.compare(ours)).isNotNull());
              assertThat(entry.registrationId() + entry.enabled()).isNotEmpty();
            }
          }
        });
  }

  @Test
  void answersAboutGroupsAndKeys() {
    GroupWanted.OfCa byCertificate = new GroupWanted.OfCa("line3", List.of(KEY), Optional.empty());
    GroupWanted.OfCa byName = new GroupWanted.OfCa("line3", List.of(), Optional.of("root"));
    Fuzz.rounds(
        "service: group, keys",
        20_000,
        random -> {
          byte[] body = body(random);
          JsonNode theirs = DpsJson.parse(Bytes.of(body));
          assertThat(Differences.of(byCertificate, theirs)).isNotNull();
          assertThat(Differences.of(byName, theirs)).isNotNull();
          assertThat(Differences.trust(theirs).certificates()).hasSizeLessThanOrEqualTo(2);
          ServiceKeys.read(body).ifPresent(ServiceKeys::close);
        });
  }

  @Test
  void connectionStringsOfOperators() {
    Fuzz.rounds(
        "connection string",
        5_000,
        random -> {
          StringBuilder text =
              new StringBuilder("HostName=a.b;SharedAccessKeyName=x;SharedAccessKey=AAECAw==");
          for (int i = random.nextInt(4); i >= 0; i--) {
            text.setCharAt(random.nextInt(text.length()), (char) random.nextInt(128));
          }
          try {
            assertThat(ConnectionString.parse(text.toString()).host()).isNotEmpty();
          } catch (IllegalArgumentException e) {
            assertThat(e.getMessage()).startsWith("it").doesNotContain("AAECAw");
          }
        });
  }
}
