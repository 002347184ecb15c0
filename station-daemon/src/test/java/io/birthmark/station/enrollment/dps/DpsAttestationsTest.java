package io.birthmark.station.enrollment.dps;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.birthmark.hsm.Bytes;
import io.birthmark.hsm.CertificateChain;
import io.birthmark.hsm.SecretBytes;
import io.birthmark.station.database.HandClock;
import io.birthmark.station.enrollment.DeviceAttestation;
import io.birthmark.station.enrollment.DeviceAttestation.SymmetricKeyAttestation;
import io.birthmark.station.enrollment.DeviceAttestation.X509Attestation;
import io.birthmark.station.enrollment.Enrollment;
import io.birthmark.station.enrollment.FindAnswer;
import io.birthmark.station.enrollment.FindAnswer.Difference;
import io.birthmark.station.enrollment.GroupAdministration;
import io.birthmark.station.enrollment.GroupAnswer;
import io.birthmark.station.enrollment.GroupRequest;
import io.birthmark.station.enrollment.GroupWanted;
import io.birthmark.station.enrollment.Hmac;
import io.birthmark.station.enrollment.NoAnswer;
import io.birthmark.station.enrollment.OperatorDoor;
import io.birthmark.station.enrollment.WatchedGroup;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Base64;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Certificates, derived keys and groups, as the service's documents have them. */
@Timeout(120)
class DpsAttestationsTest {
  private static final String POLICY_KEY =
      base64("0123456789abcdef0123456789abcdef".getBytes(StandardCharsets.UTF_8));
  private static final String PRIMARY = "the key of the device, 32 bytes.";
  private static final String SECONDARY = "the key of nobody at all, 32 b..";

  @TempDir static Path dir;
  private static Optional<LocalDps> started = Optional.empty();
  private final HandClock clock = new HandClock();
  private final Deque<LocalDps.Answer> answers = new ArrayDeque<>();

  @BeforeAll
  static void start() throws Exception {
    started = Optional.of(LocalDps.start(dir, "localhost", "-1d"));
  }

  @AfterAll
  static void stop() {
    started.ifPresent(LocalDps::close);
  }

  @BeforeEach
  void forget() {
    server().asked.clear();
    server().answer =
        exchange -> {
          LocalDps.Answer next = answers.poll();
          (next == null ? LocalDps.status(500, "") : next).give(exchange);
        };
  }

  private static LocalDps server() {
    return started.orElseThrow();
  }

  private static String base64(byte[] bytes) {
    return Base64.getEncoder().encodeToString(bytes);
  }

  private static Bytes certificate() throws Exception {
    return CertificateChain.read(Bytes.of(Files.readAllBytes(server().certificate))).leaf();
  }

  private static String pem() throws Exception {
    return new CertificateChain(List.of(certificate())).pem();
  }

  private static SecretBytes secret(String text) {
    return SecretBytes.taking(text.getBytes(StandardCharsets.UTF_8));
  }

  private static Enrollment keyed() {
    return enrollment(new SymmetricKeyAttestation(secret(PRIMARY), secret(SECONDARY)));
  }

  private static Enrollment certified() throws Exception {
    return enrollment(new X509Attestation(certificate()));
  }

  private static Enrollment enrollment(DeviceAttestation attestation) {
    return new Enrollment("press-1", "1", attestation);
  }

  private DpsSettings settings() {
    return new DpsSettings(
        server().service(),
        "line3-a",
        Optional.of(server().certificate),
        Duration.ofSeconds(30),
        Duration.ofSeconds(30));
  }

  private DpsService client() {
    return new DpsService(
        settings(), SasKey.of(Base64.getDecoder().decode(POLICY_KEY)), clock, UUID::randomUUID);
  }

  private void willAnswer(String body) {
    answers.add(LocalDps.status(200, body));
  }

  private static String text(String value) {
    return new ObjectMapper().valueToTree(value).toString();
  }

  private static String x509(String holder) {
    return "{\"registrationId\":\"press-1\",\"attestation\":{\"type\":\"x509\",\"x509\":"
        + "{\"clientCertificates\":{\"primary\":"
        + holder
        + "}}},\"provisioningStatus\":\"enabled\"}";
  }

  private static String keys(String primary, String secondary) {
    return "{\"type\":\"symmetricKey\",\"symmetricKey\":{\"primaryKey\":\""
        + base64(primary.getBytes(StandardCharsets.UTF_8))
        + "\",\"secondaryKey\":\""
        + base64(secondary.getBytes(StandardCharsets.UTF_8))
        + "\"}}";
  }

  private static String keyless(String status) {
    return "{\"registrationId\":\"press-1\",\"attestation\":{\"type\":\"symmetricKey\"},"
        + "\"provisioningStatus\":\""
        + status
        + "\"}";
  }

  // ---- single devices

  @Test
  void aCertificateIsSentAsPemAndTheLeafAlone() throws Exception {
    willAnswer("{\"isSuccessful\":true,\"errors\":[]}");

    client().create(List.of(certified()));

    assertThat(server().asked.get(0).body())
        .isEqualTo(
            "{\"mode\":\"create\",\"enrollments\":[{\"registrationId\":\"press-1\","
                + "\"attestation\":{\"type\":\"x509\",\"x509\":{\"clientCertificates\":"
                + "{\"primary\":{\"certificate\":"
                + text(pem())
                + "}}}},\"provisioningStatus\":\"enabled\"}]}");
  }

  @Test
  void aDerivedKeyIsSentWithItsSecondOne() {
    willAnswer("{\"isSuccessful\":true,\"errors\":[]}");

    client().create(List.of(keyed(), keyed()));

    String one =
        "{\"registrationId\":\"press-1\",\"attestation\":"
            + keys(PRIMARY, SECONDARY)
            + ",\"provisioningStatus\":\"enabled\"}";
    assertThat(server().asked.get(0).body())
        .isEqualTo("{\"mode\":\"create\",\"enrollments\":[" + one + "," + one + "]}");
  }

  @Test
  void aCertificateIsTheSameInEveryFormTheServiceMayKeepItIn() throws Exception {
    String der = base64(certificate().toArray());
    String ofPem = base64(pem().getBytes(StandardCharsets.UTF_8));
    String thumbprint = certificate().sha256().hex().toUpperCase(java.util.Locale.ROOT);
    for (String holder :
        List.of(
            "{\"certificate\":" + text(pem()) + "}",
            "{\"certificate\":" + text(pem().replace("\n", "\r\n")) + "}",
            "{\"certificate\":\"" + der + "\"}",
            "{\"certificate\":\"" + ofPem + "\"}",
            "{\"info\":{\"sha256Thumbprint\":\"" + thumbprint + "\"}}")) {
      willAnswer(x509(holder));

      assertThat(client().find(certified())).as(holder).isInstanceOf(FindAnswer.Same.class);
    }
  }

  @Test
  void anotherCertificateIsAnotherDevices() throws Exception {
    willAnswer(x509("{\"info\":{\"sha256Thumbprint\":\"" + "ab".repeat(32) + "\"}}"));

    FindAnswer.Different different = (FindAnswer.Different) client().find(certified());

    assertThat(different.sameDevice()).isFalse();
    assertThat(different.differences())
        .containsExactly(
            new Difference(
                "attestation.x509.clientCertificates.primary",
                "certificate " + certificate().sha256().hex().substring(0, 16),
                "certificate abababababababab"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"{}", "{\"certificate\":\"nonsense\"}", "null", "{\"info\":{}}"})
  void whatHasNoCertificateIsDifferent(String holder) throws Exception {
    willAnswer(x509(holder));

    assertThat(client().find(certified())).isInstanceOf(FindAnswer.Different.class);
  }

  @Test
  void keysAreComparedThroughTheAttestationMechanism() {
    willAnswer(keyless("enabled"));
    willAnswer(keys(PRIMARY, SECONDARY));

    assertThat(client().find(keyed())).isInstanceOf(FindAnswer.Same.class);

    assertThat(server().asked).hasSize(2);
    assertThat(server().asked.get(1).method()).isEqualTo("POST");
    assertThat(server().asked.get(1).uri())
        .isEqualTo("/enrollments/press-1/attestationmechanism?api-version=2021-10-01");
    assertThat(server().asked)
        .extracting(asked -> Optional.ofNullable(asked.headers().getFirst("Connection")).orElse(""))
        .as("only a connection that keys came through is not used again")
        .satisfies(
            connection -> assertThat(connection.get(0)).doesNotContain("close"),
            connection -> assertThat(connection.get(1)).isEqualTo("close"));
    assertThat(client().operationsToFind(keyed())).isEqualTo(2);
  }

  @Test
  void otherKeysAreAnotherDevicesAndNoKeyIsNamed() {
    willAnswer(keyless("disabled"));
    willAnswer(keys("another key of the same length..", SECONDARY));

    FindAnswer.Different different = (FindAnswer.Different) client().find(keyed());

    assertThat(different.sameDevice()).isFalse();
    assertThat(different.differences())
        .extracting(Difference::field)
        .containsExactly("attestation.symmetricKey.primaryKey", "provisioningStatus");
    assertThat(different.toString())
        .doesNotContain(base64("another".getBytes(StandardCharsets.UTF_8)).substring(0, 8));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "<html>",
        "{}",
        "{\"type\":\"symmetricKey\",\"symmetricKey\":{\"primaryKey\":\"not base64!\"}}"
      })
  void whatIsNoKeyIsDifferent(String mechanism) {
    willAnswer(keyless("enabled"));
    willAnswer(mechanism);

    assertThat(client().find(keyed())).isInstanceOf(FindAnswer.Different.class);
  }

  @Test
  void aPolicyThatMayNotSeeKeysSaysSo() {
    willAnswer(keyless("enabled"));
    answers.add(LocalDps.status(403, ""));

    NoAnswer answer = (NoAnswer) client().find(keyed());

    assertThat(answer.problem().code()).isEqualTo("dps.forbidden");
  }

  // ---- groups

  private GroupWanted ofCa() throws Exception {
    return new GroupWanted.OfCa(
        "line3", List.of(Bytes.ofHex("3000"), certificate()), Optional.empty());
  }

  private static GroupWanted ofReference() {
    return new GroupWanted.OfCa("line3", List.of(), Optional.of("plant-root"));
  }

  private static GroupWanted ofKey() {
    return WatchedGroup.ofKey("line3", (group, text) -> Hmac.of(PRIMARY, text)).wanted().get();
  }

  private static String group(String attestation, String status) {
    return "{\"enrollmentGroupId\":\"LINE3\",\"attestation\":"
        + attestation
        + ",\"provisioningStatus\":\""
        + status
        + "\"}";
  }

  private static String signing(String place, String holder) {
    return "{\"type\":\"x509\",\"x509\":{\"signingCertificates\":{\""
        + place
        + "\":"
        + holder
        + "}}}";
  }

  @ParameterizedTest
  @ValueSource(strings = {"primary", "secondary"})
  void aGroupMayHaveAnyCaOfTheChainInEitherPlace(String place) throws Exception {
    willAnswer(group(signing(place, "{\"certificate\":" + text(pem()) + "}"), "enabled"));

    assertThat(client().find(ofCa()))
        .as("and what it trusts is known")
        .isEqualTo(
            new GroupAnswer.Verified(
                new GroupAnswer.Trust(List.of(certificate().sha256()), List.of())));

    assertThat(server().asked.get(0).uri())
        .isEqualTo("/enrollmentGroups/line3?api-version=2021-10-01");
  }

  @Test
  void aGroupWithAnotherCaIsDifferentAndBothAreNamed() throws Exception {
    willAnswer(
        group(
            signing("primary", "{\"info\":{\"sha256Thumbprint\":\"" + "cd".repeat(32) + "\"}}"),
            "enabled"));

    GroupAnswer.Different different = (GroupAnswer.Different) client().find(ofCa());

    assertThat(different.differences().get(0).field())
        .isEqualTo("attestation.x509.signingCertificates");
    assertThat(different.differences().get(0).theirs()).isEqualTo("certificate cdcdcdcdcdcdcdcd");
    assertThat(different.differences().get(0).ours())
        .contains(certificate().sha256().hex().substring(0, 16));
  }

  @Test
  void aGroupThatRefersToACaIsComparedByTheName() {
    String refers = "{\"type\":\"x509\",\"x509\":{\"caReferences\":{\"primary\":\"%s\"}}}";
    willAnswer(group(refers.formatted("plant-root"), "enabled"));
    willAnswer(group(refers.formatted("other-root"), "enabled"));

    assertThat(client().find(ofReference()))
        .isEqualTo(
            new GroupAnswer.Verified(new GroupAnswer.Trust(List.of(), List.of("plant-root"))));
    assertThat(client().find(ofReference()))
        .isEqualTo(
            new GroupAnswer.Different(
                List.of(
                    new Difference("attestation.x509.caReferences", "plant-root", "other-root")),
                new GroupAnswer.Trust(List.of(), List.of("other-root"))));
  }

  @Test
  void aGroupThatIsDisabledOrGoneIsThat() throws Exception {
    willAnswer(group(signing("primary", "{\"certificate\":" + text(pem()) + "}"), "disabled"));
    answers.add(LocalDps.status(404, "{\"errorCode\":404201,\"message\":\"gone\"}"));

    assertThat(client().find(ofCa())).isEqualTo(new GroupAnswer.Disabled());
    assertThat(client().find(ofCa())).isEqualTo(new GroupAnswer.Missing());
  }

  @Test
  void aProxys404IsNoAnswerAboutAGroup() throws Exception {
    answers.add(LocalDps.status(404, "<html>not here</html>"));

    assertThat(client().find(ofCa())).isInstanceOf(NoAnswer.class);
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void aGroupsKeyIsComparedInEitherPlace(boolean first) {
    willAnswer(group("{\"type\":\"symmetricKey\"}", "enabled"));
    willAnswer(first ? keys(PRIMARY, SECONDARY) : keys(SECONDARY, PRIMARY));

    assertThat(client().find(ofKey())).isEqualTo(new GroupAnswer.Verified());

    assertThat(server().asked.get(1).uri())
        .isEqualTo("/enrollmentGroups/line3/attestationmechanism?api-version=2021-10-01");
  }

  @Test
  void aGroupWithAnotherKeyIsDifferentEvenWhenItIsDisabledToo() {
    willAnswer(group("{\"type\":\"symmetricKey\"}", "disabled"));
    willAnswer(keys(SECONDARY, SECONDARY));

    assertThat(client().find(ofKey())).isInstanceOf(GroupAnswer.Different.class);
  }

  @Test
  void aGroupOfTheOtherKindIsDifferent() throws Exception {
    willAnswer(group("{\"type\":\"symmetricKey\"}", "enabled"));

    assertThat(client().find(ofCa()))
        .isEqualTo(
            new GroupAnswer.Different(
                List.of(new Difference("attestation.type", "x509", "symmetricKey"))));
  }

  // ---- what operators do

  private OperatorDoor.Entry door(String connectionString) {
    return new OperatorAccess(settings(), clock, UUID::randomUUID).open(connectionString);
  }

  private GroupAdministration operator() {
    return ((OperatorDoor.Open)
            door("HostName=localhost;SharedAccessKeyName=owner;SharedAccessKey=" + POLICY_KEY))
        .groups();
  }

  @Test
  void aGroupIsPutWithoutOverwritingAndInTheOperatorsName() throws Exception {
    willAnswer("{}");

    assertThat(operator().create("line3", new GroupRequest.SignedBy(certificate())))
        .isEqualTo(new GroupAdministration.Done());

    LocalDps.Asked asked = server().asked.get(0);
    assertThat(asked.method()).isEqualTo("PUT");
    assertThat(asked.headers().containsKey("If-Match")).isFalse();
    assertThat(asked.headers().getFirst("Authorization")).endsWith("&skn=owner");
    assertThat(asked.body())
        .isEqualTo(
            "{\"enrollmentGroupId\":\"line3\",\"attestation\":{\"type\":\"x509\",\"x509\":"
                + "{\"signingCertificates\":{\"primary\":{\"certificate\":"
                + text(pem())
                + "}}}},\"provisioningStatus\":\"enabled\"}");
  }

  @Test
  void aNameThatIsTakenIsNoError() {
    answers.add(LocalDps.status(409, "{\"errorCode\":409201,\"message\":\"exists\"}"));
    answers.add(LocalDps.status(400, "{\"errorCode\":400004,\"message\":\"no such CA\"}"));

    assertThat(operator().create("line3", new GroupRequest.WithKey()))
        .isEqualTo(new GroupAdministration.Taken());
    GroupAdministration.Refused refused =
        (GroupAdministration.Refused)
            operator().create("line3", new GroupRequest.SignedByNamed("plant-root"));
    assertThat(refused.problem().sentence()).contains("line3", "no such CA");
  }

  @Test
  void theServicesOwnKeyIsFetchedAsBytes() {
    willAnswer(keys(PRIMARY, SECONDARY));

    GroupAdministration.Fetched fetched = (GroupAdministration.Fetched) operator().key("line3");

    boolean same =
        fetched.key().lend(bytes -> new String(bytes, StandardCharsets.UTF_8).equals(PRIMARY));
    assertThat(same).isTrue();
    assertThat(fetched.toString()).doesNotContain(PRIMARY);
  }

  @Test
  void anOperatorsProblemsTellTheOperatorWhatToDo() {
    clock.set(Instant.now());
    answers.add(LocalDps.status(401, ""));

    NoAnswer answer = (NoAnswer) operator().delete("line3");

    assertThat(answer.problem().code()).isEqualTo("dps.unauthorized");
    assertThat(answer.problem().action()).contains("connection string").doesNotContain("backlog");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "nonsense",
        "HostName=localhost",
        "HostName=localhost;SharedAccessKeyName=owner;SharedAccessKey=",
        "HostName=localhost;SharedAccessKeyName=owner;SharedAccessKey=c2VjcmV0;HostName=localhost",
        "HostName=localhost;SharedAccessKeyName=owner;SharedAccessKey=c2VjcmV0;",
        "HostName=localhost;SharedAccessKeyName=owner;SharedAccessSignature=c2VjcmV0",
        "HostName=http://localhost/;SharedAccessKeyName=owner;SharedAccessKey=c2VjcmV0",
        "HostName=other.example;SharedAccessKeyName=owner;SharedAccessKey=c2VjcmV0",
        "HostName=localhost;SharedAccessKeyName=owner;SharedAccessKey=c2VjcmV0!"
      })
  void aConnectionStringIsReadStrictlyAndItsKeyIsNeverQuoted(String text) {
    OperatorDoor.Entry entry = door(text);

    assertThat(entry).isInstanceOf(OperatorDoor.Shut.class);
    assertThat(((OperatorDoor.Shut) entry).why()).doesNotContain("c2VjcmV0");
    assertThat(server().asked).isEmpty();
  }

  @Test
  void theEmulatorsAndThePortalsConnectionStringsAreTaken() {
    assertThat(
            door(
                " HostName=LOCALHOST;SharedAccessKeyName=provisioningserviceowner;SharedAccessKey="
                    + POLICY_KEY
                    + "\n"))
        .isInstanceOf(OperatorDoor.Open.class);
  }
}
