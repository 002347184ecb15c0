package io.birthmark.station.enrollment.dps;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.birthmark.hsm.Bytes;
import io.birthmark.hsm.Problem;
import io.birthmark.station.database.HandClock;
import io.birthmark.station.enrollment.BatchAnswer;
import io.birthmark.station.enrollment.DeviceAttestation.TpmAttestation;
import io.birthmark.station.enrollment.Enrollment;
import io.birthmark.station.enrollment.FindAnswer;
import io.birthmark.station.enrollment.ItemAnswer;
import io.birthmark.station.enrollment.NoAnswer;
import io.birthmark.station.enrollment.RightsAnswer;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Base64;
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

@Timeout(60)
class DpsServiceTest {
  private static final String KEY_TEXT =
      Base64.getEncoder()
          .encodeToString("0123456789abcdef0123456789abcdef".getBytes(StandardCharsets.UTF_8));
  private static final Enrollment ONE = enrollment("press-1", "01");
  private static final Enrollment TWO = enrollment("press-2", "02");
  private static final UUID REQUEST = UUID.fromString("6f1c1d0e-0000-4000-8000-000000000001");
  private static final String HTML = "<html><body>502 Bad Gateway</body></html>";

  @TempDir static Path dir;
  private static Optional<LocalDps> started = Optional.empty();
  private final HandClock clock = new HandClock();

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
  }

  private static LocalDps server() {
    return started.orElseThrow();
  }

  private static Enrollment enrollment(String id, String fill) {
    return new Enrollment(id, id, new TpmAttestation(Bytes.ofHex("013a" + fill.repeat(314))));
  }

  private DpsService to(String service, Optional<Path> ca) {
    return to(service, ca, "line3-a");
  }

  private DpsService to(String service, Optional<Path> ca, String policy) {
    return new DpsService(
        new DpsSettings(service, policy, ca, Duration.ofSeconds(2), Duration.ofSeconds(2)),
        SasKey.of(Base64.getDecoder().decode(KEY_TEXT)),
        clock,
        () -> REQUEST);
  }

  private DpsService client() {
    return to(server().service(), Optional.of(server().certificate));
  }

  private BatchAnswer create(LocalDps.Answer answer) {
    server().answer = answer;
    return client().create(List.of(ONE, TWO));
  }

  private FindAnswer find(LocalDps.Answer answer) {
    server().answer = answer;
    return client().find(ONE);
  }

  private static String code(Object answer) {
    assertThat(answer).isInstanceOf(NoAnswer.class);
    NoAnswer none = (NoAnswer) answer;
    assertThat(none.problem().sentence()).isNotBlank();
    assertThat(none.problem().action()).isNotBlank();
    return none.problem().code();
  }

  private static String stored(Enrollment of, String status) {
    return "{\"registrationId\":\""
        + of.registrationId()
        + "\",\"attestation\":{\"type\":\"tpm\",\"tpm\":{\"endorsementKey\":\""
        + ((TpmAttestation) of.attestation()).ekPublic().base64()
        + "\"}},\"provisioningStatus\":\""
        + status
        + "\",\"etag\":\"\\\"1\\\"\",\"unknown\":{}}";
  }

  private static String error(int code) {
    return "{\"errorCode\":"
        + code
        + ",\"trackingId\":\"5b6f\",\"message\":\"So it is.\",\"info\":{}}";
  }

  // ---- what is sent

  @Test
  void aBulkCreateIsWhatTheServiceDocuments() throws Exception {
    create(LocalDps.status(200, "{\"isSuccessful\":true,\"errors\":[]}"));

    LocalDps.Asked asked = server().asked.get(0);
    assertThat(asked.method()).isEqualTo("POST");
    assertThat(asked.uri()).isEqualTo("/enrollments?api-version=2021-10-01");
    assertThat(asked.headers().getFirst("x-ms-client-request-id")).isEqualTo(REQUEST.toString());
    assertThat(asked.headers().getFirst("Content-Type"))
        .isEqualTo("application/json; charset=utf-8");
    assertThat(asked.headers().getFirst("Authorization"))
        .startsWith("SharedAccessSignature sr=localhost&sig=")
        .endsWith("&skn=line3-a")
        .doesNotContain(KEY_TEXT);
    JsonNode body = new ObjectMapper().readTree(asked.body());
    assertThat(body.path("mode").asText()).isEqualTo("create");
    assertThat(body.path("enrollments")).hasSize(2);
    assertThat(body.path("enrollments").get(0).toString())
        .isEqualTo(
            "{\"registrationId\":\"press-1\",\"attestation\":{\"type\":\"tpm\",\"tpm\":"
                + "{\"endorsementKey\":\""
                + ((TpmAttestation) ONE.attestation()).ekPublic().base64()
                + "\"}},\"provisioningStatus\":\"enabled\"}");
  }

  @Test
  void registrationIdsAreEncodedInThePath() {
    server().answer = LocalDps.status(404, error(404201));

    client().find(enrollment("a b/c?d:e", "01"));

    assertThat(server().asked.get(0).uri())
        .isEqualTo("/enrollments/a%20b%2Fc%3Fd%3Ae?api-version=2021-10-01");
  }

  @Test
  void aRequestWhoseAnswerIsLostIsNotSentAgainByTheHttpClient() {
    BatchAnswer answer = create(LocalDps.hangUp());

    assertThat(code(answer)).isEqualTo("dps.connection-lost");
    assertThat(answer).isInstanceOf(NoAnswer.OutcomeUnknown.class);
    assertThat(server().asked).hasSize(1);
  }

  // ---- what comes back from a batch

  @Test
  void everyItemHasItsAnswer() {
    BatchAnswer answer =
        create(
            LocalDps.status(
                200,
                "{\"isSuccessful\":false,\"errors\":[{\"registrationId\":\"PRESS-2\","
                    + "\"errorCode\":409201,\"errorStatus\":\"Enrollment already exists.\"}]}"));

    assertThat(answer)
        .isEqualTo(
            new BatchAnswer.Answered(List.of(ItemAnswer.ACCEPTED, ItemAnswer.ALREADY_THERE)));
  }

  @Test
  void anItemRefusedForGoodTellsTheServicesReason() {
    BatchAnswer answer =
        create(
            LocalDps.status(
                200,
                "{\"isSuccessful\":false,\"errors\":[{\"registrationId\":\"press-2\","
                    + "\"errorCode\":400004,\"errorStatus\":\"Endorsement key is invalid\"}]}",
                "x-ms-request-id",
                "req-9"));

    ItemAnswer second = ((BatchAnswer.Answered) answer).items().get(1);
    assertThat(second).isInstanceOf(ItemAnswer.Refused.class);
    ItemAnswer.Refused refused = (ItemAnswer.Refused) second;
    assertThat(refused.problem().code()).isEqualTo("dps.refused");
    assertThat(refused.problem().sentence())
        .contains("press-2", "400004", "Endorsement key is invalid");
    assertThat(refused.trace().code()).contains("400004");
    assertThat(refused.trace().trackingId()).contains("req-9");
  }

  @Test
  void aRequestRefusedAsAWholeDidNothing() {
    BatchAnswer answer = create(LocalDps.status(400, error(400004)));

    assertThat(answer).isInstanceOf(BatchAnswer.RequestRefused.class);
    BatchAnswer.RequestRefused refused = (BatchAnswer.RequestRefused) answer;
    assertThat(refused.trace().code()).contains("400004");
    assertThat(refused.trace().trackingId()).contains("5b6f");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "{}",
        "[]",
        "null",
        "{\"isSuccessful\":true,\"errors\":[{\"registrationId\":\"press-1\",\"errorCode\":400004}]}",
        "{\"isSuccessful\":false,\"errors\":[]}",
        "{\"isSuccessful\":false,\"errors\":[{\"registrationId\":\"other\",\"errorCode\":400004}]}",
        "{\"isSuccessful\":false,\"errors\":[{\"errorCode\":400004}]}",
        "{\"isSuccessful\":\"yes\",\"errors\":[]}",
        "{\"isSuccessful\":tr",
        HTML
      })
  void anAnswerThatMakesNoSenseLeavesTheOutcomeUnknown(String body) {
    BatchAnswer answer = create(LocalDps.status(200, body));

    assertThat(answer).isInstanceOf(NoAnswer.OutcomeUnknown.class);
    assertThat(code(answer)).isEqualTo("dps.unintelligible");
  }

  @Test
  void anAnswerThatIsTooLongIsNotRead() {
    BatchAnswer answer = create(LocalDps.status(200, "x".repeat(2_000_000)));

    assertThat(answer).isInstanceOf(NoAnswer.OutcomeUnknown.class);
  }

  @ParameterizedTest
  @ValueSource(ints = {408, 409, 412, 500, 502, 503, 504})
  void anErrorOfTheServerLeavesTheOutcomeUnknown(int status) {
    BatchAnswer answer = create(LocalDps.status(status, HTML));

    assertThat(answer).isInstanceOf(NoAnswer.OutcomeUnknown.class);
    assertThat(code(answer)).isEqualTo("dps.server-error");
  }

  @Test
  void throttlingTellsForHowLong() {
    assertThat(create(LocalDps.status(429, error(429001), "Retry-After", "17")))
        .isInstanceOfSatisfying(
            NoAnswer.Throttled.class,
            throttled -> assertThat(throttled.retryAfter()).contains(Duration.ofSeconds(17)));
    String inTwoMinutes =
        DateTimeFormatter.RFC_1123_DATE_TIME.format(
            ZonedDateTime.now(ZoneOffset.UTC).plus(Duration.ofMinutes(2)));
    assertThat(create(LocalDps.status(429, "", "Retry-After", inTwoMinutes)))
        .as("a date is meant by the service's clock, and the station's is days off")
        .isInstanceOfSatisfying(
            NoAnswer.Throttled.class,
            throttled ->
                assertThat(throttled.retryAfter().orElseThrow())
                    .isPositive()
                    .isLessThanOrEqualTo(Duration.ofMinutes(2)));
    assertThat(create(LocalDps.status(429, "", "Retry-After", "soon")))
        .isInstanceOfSatisfying(
            NoAnswer.Throttled.class, throttled -> assertThat(throttled.retryAfter()).isEmpty());
  }

  // ---- who is to blame

  @Test
  void aWrongKeyNamesPolicyAndService() {
    clock.set(Instant.now());
    BatchAnswer answer = create(LocalDps.status(401, error(401002)));

    assertThat(code(answer)).isEqualTo("dps.unauthorized");
    assertThat(((NoAnswer) answer).problem().sentence())
        .contains("line3-a", server().service())
        .doesNotContain(KEY_TEXT);
    assertThat(((NoAnswer.Unavailable) answer).passing()).isFalse();
  }

  @Test
  void theServicesOwnTimeTellsAWrongClockWhateverStandsBetween() {
    // The Date header is of now, as a proxy's would be; the error has the service's time.
    clock.set(Instant.now());
    String body =
        error(401002).replaceFirst("\\{", "{\"timestampUtc\":\"2031-01-01T00:00:00.1234567Z\",");

    BatchAnswer answer = create(LocalDps.status(401, body));

    assertThat(code(answer)).isEqualTo("dps.clock");
    assertThat(((NoAnswer) answer).problem().sentence()).contains("there 2031-01-01T00:00:00Z");
  }

  @Test
  void aWrongClockIsNamedWithHowWrongItIs() {
    clock.set(Instant.now().minus(Duration.ofDays(3)));

    BatchAnswer answer = create(LocalDps.status(401, error(401002)));

    assertThat(code(answer)).isEqualTo("dps.clock");
    assertThat(((NoAnswer) answer).problem().sentence()).contains("3 days behind");
  }

  @Test
  void aForbiddenPolicyIsNamed() {
    assertThat(code(create(LocalDps.status(403, HTML)))).isEqualTo("dps.forbidden");
  }

  @Test
  void aHostThatIsNoDpsIsNamed() {
    assertThat(code(create(LocalDps.status(404, HTML)))).isEqualTo("dps.not-that-service");
    assertThat(code(create(LocalDps.status(302, "", "Location", "https://elsewhere.test/"))))
        .isEqualTo("dps.not-that-service");
  }

  // ---- the network

  @Test
  void anUnknownHostIsNamed() {
    BatchAnswer answer =
        to("no-such-service.invalid", Optional.of(server().certificate)).create(List.of(ONE));

    assertThat(code(answer)).isEqualTo("dps.unknown-host");
    assertThat(answer).isInstanceOf(NoAnswer.Unavailable.class);
  }

  @Test
  void aClosedPortIsUnreachable() throws Exception {
    int port;
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getByName("localhost"))) {
      port = free.getLocalPort();
    }

    BatchAnswer answer =
        to("localhost:" + port, Optional.of(server().certificate)).create(List.of(ONE));

    assertThat(code(answer)).isEqualTo("dps.unreachable");
    assertThat(answer).isInstanceOf(NoAnswer.Unavailable.class);
  }

  @Test
  void aServerThatHangsIsGivenUpInTime() {
    server().answer =
        exchange -> {
          exchange.sendResponseHeaders(200, 0);
          exchange.getResponseBody().write("{\"isSuc".getBytes(StandardCharsets.UTF_8));
          exchange.getResponseBody().flush();
          try {
            Thread.sleep(10_000);
          } catch (InterruptedException e) {
            exchange.close();
          }
        };
    long began = System.nanoTime();

    BatchAnswer answer = client().create(List.of(ONE));

    assertThat(code(answer)).isEqualTo("dps.timeout");
    assertThat(answer).isInstanceOf(NoAnswer.OutcomeUnknown.class);
    assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(6));
  }

  @Test
  void theSystemsTrustDoesNotTakeAPrivateCertificate() {
    BatchAnswer answer = to(server().service(), Optional.empty()).create(List.of(ONE));

    assertThat(code(answer)).isEqualTo("dps.untrusted-certificate");
    assertThat(answer).isInstanceOf(NoAnswer.Unavailable.class);
    assertThat(server().asked).as("nothing was sent, no token shown").isEmpty();
  }

  @Test
  void aCertificateForAnotherNameIsNotTaken() throws Exception {
    try (LocalDps other = LocalDps.start(dir, "other.test", "-1d")) {
      BatchAnswer answer = to(other.service(), Optional.of(other.certificate)).create(List.of(ONE));

      assertThat(code(answer)).isEqualTo("dps.untrusted-certificate");
      assertThat(other.asked).isEmpty();
    }
  }

  @Test
  void aCertificateThatIsNotValidTodayPointsAtTheClock() throws Exception {
    try (LocalDps expired = LocalDps.start(dir, "localhost", "-10d")) {
      BatchAnswer answer =
          to(expired.service(), Optional.of(expired.certificate)).create(List.of(ONE));

      assertThat(code(answer)).isEqualTo("dps.clock");
      assertThat(expired.asked).isEmpty();
    }
  }

  @Test
  void aCaFileThatIsNoneIsRefusedAtOnce() throws Exception {
    Path broken = Files.writeString(dir.resolve("broken.pem"), "not a certificate");

    assertThatThrownBy(() -> to("localhost", Optional.of(broken)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("broken.pem");
    assertThatThrownBy(() -> to("localhost", Optional.of(dir.resolve("none.pem"))))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("none.pem");
  }

  // ---- asking

  @Test
  void whatIsAsWeWouldSetItIsTheSame() {
    assertThat(find(LocalDps.status(200, stored(ONE, "enabled"))))
        .isInstanceOf(FindAnswer.Same.class);
  }

  @Test
  void anotherEkIsAnotherDevice() {
    String theirs = stored(enrollment("press-1", "99"), "enabled");

    assertThat(find(LocalDps.status(200, theirs)))
        .isInstanceOfSatisfying(
            FindAnswer.Different.class,
            different -> {
              assertThat(different.sameDevice()).isFalse();
              assertThat(different.differences())
                  .singleElement()
                  .extracting(FindAnswer.Difference::field)
                  .isEqualTo("attestation.tpm.endorsementKey");
            });
  }

  @Test
  void aDisabledEnrollmentIsTheSameDeviceButDifferent() {
    assertThat(find(LocalDps.status(200, stored(ONE, "disabled"))))
        .isInstanceOfSatisfying(
            FindAnswer.Different.class, different -> assertThat(different.sameDevice()).isTrue());
  }

  @Test
  void onlyTheServicesOwnNotFoundIsBelieved() {
    assertThat(find(LocalDps.status(404, error(404201)))).isEqualTo(new FindAnswer.NotThere());
    assertThat(find(LocalDps.status(404, HTML))).isInstanceOf(NoAnswer.Unavailable.class);
  }

  @Test
  void aQuestionWithoutAnAnswerHasNoOutcomeToBeUnknown() {
    assertThat(find(LocalDps.hangUp())).isInstanceOf(NoAnswer.Unavailable.class);
    assertThat(find(LocalDps.status(503, ""))).isInstanceOf(NoAnswer.Unavailable.class);
  }

  // ---- what the policy may do

  private RightsAnswer rights(LocalDps.Answer answer) {
    server().answer = answer;
    return client().rights();
  }

  private static String tooMany(RightsAnswer answer) {
    assertThat(answer).isInstanceOf(RightsAnswer.TooMany.class);
    Problem problem = ((RightsAnswer.TooMany) answer).problem();
    assertThat(problem.code()).isEqualTo("dps.too-many-rights");
    assertThat(problem.action()).contains("EnrollmentRead and EnrollmentWrite only");
    return problem.sentence();
  }

  @ParameterizedTest
  @ValueSource(ints = {401, 403})
  void aPolicyThatMayNotReadRegistrationsIsAsItShouldBe(int refusal) {
    RightsAnswer answer = rights(LocalDps.status(refusal, error(refusal * 1000 + 2)));

    assertThat(answer)
        .isInstanceOfSatisfying(
            RightsAnswer.NoMoreSeen.class,
            seen -> assertThat(seen.says()).contains("line3-a", "no more than a station needs"));
  }

  @Test
  void whatAPolicyMayDoIsFoundByOneQuestionForADeviceThatNobodyHas() {
    RightsAnswer unused = rights(LocalDps.status(401, error(401002)));

    assertThat(server().asked)
        .singleElement()
        .satisfies(
            asked -> {
              assertThat(asked.method()).isEqualTo("GET");
              assertThat(asked.uri())
                  .isEqualTo("/registrations/birthmark-doctor-0?api-version=2021-10-01");
            });
  }

  @Test
  void aPolicyThatIsToldOfARegistrationOrOfItsAbsenceHasARightTooMany() {
    assertThat(tooMany(rights(LocalDps.status(404, error(404201)))))
        .contains("line3-a", "RegistrationStatusRead");
    assertThat(tooMany(rights(LocalDps.status(200, "{\"status\":\"unassigned\"}"))))
        .contains("RegistrationStatusRead");
  }

  @ParameterizedTest
  @ValueSource(strings = {"provisioningserviceowner", "ProvisioningServiceOwner"})
  void theOwnersPolicyIsKnownByItsNameAndNothingIsAsked(String policy) {
    RightsAnswer answer =
        to(server().service(), Optional.of(server().certificate), policy).rights();

    assertThat(tooMany(answer)).contains(policy, "everything");
    assertThat(server().asked).isEmpty();
  }

  @Test
  void anAnswerThatTellsNothingOfRightsIsNotTakenForOne() {
    assertThat(code(rights(LocalDps.status(404, HTML)))).isEqualTo("dps.not-that-service");
    assertThat(code(rights(LocalDps.status(429, error(429001))))).isEqualTo("dps.throttled");
    assertThat(code(rights(LocalDps.status(503, "")))).isEqualTo("dps.server-error");
    assertThat(code(rights(LocalDps.hangUp()))).isEqualTo("dps.connection-lost");
  }
}
