package io.birthmark.station.enrollment.dps;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.birthmark.hsm.Bytes;
import io.birthmark.station.database.HandClock;
import io.birthmark.station.enrollment.DeviceAttestation.TpmAttestation;
import io.birthmark.station.enrollment.Enrollment;
import io.birthmark.station.enrollment.EnrollmentEntries;
import io.birthmark.station.enrollment.EntryPage;
import io.birthmark.station.enrollment.EntryPage.Entry;
import io.birthmark.station.enrollment.FindAnswer;
import io.birthmark.station.enrollment.GroupPage;
import io.birthmark.station.enrollment.Mended;
import io.birthmark.station.enrollment.NoAnswer;
import java.nio.file.Path;
import java.time.Duration;
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
import org.junit.jupiter.params.provider.CsvSource;

@Timeout(120)
class DpsEntriesTest {
  private static final Bytes OUR_KEY = Bytes.ofHex("013a" + "01".repeat(314));
  private static final Bytes THEIR_KEY = Bytes.ofHex("013a" + "02".repeat(314));
  private static final Enrollment OURS =
      new Enrollment("press-1", "1", new TpmAttestation(OUR_KEY));

  @TempDir static Path dir;
  private static Optional<LocalDps> started = Optional.empty();

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

  private static EnrollmentEntries entries() {
    return new DpsService(
            new DpsSettings(
                server().service(),
                "line3-a",
                Optional.of(server().certificate),
                Duration.ofSeconds(30),
                Duration.ofSeconds(5)),
            SasKey.of(new byte[32]),
            new HandClock(),
            UUID::randomUUID)
        .entries();
  }

  private static String stored(String id, Bytes key, String status) {
    return """
        {"registrationId":"%s","attestation":{"type":"tpm","tpm":{"endorsementKey":"%s"}},
         "provisioningStatus":"%s","deviceId":"operators-name","allocationPolicy":"static",
         "iotHubs":["plant-a.example.test"],"initialTwin":{"tags":{"line":"3"}},
         "registrationState":{"status":"unassigned"},"etag":"\\"v1\\"",
         "createdDateTimeUtc":"2026-11-22T23:41:05Z","lastUpdatedDateTimeUtc":"2026-11-22T23:41:05Z"}
        """
        .formatted(id, key.base64(), status);
  }

  private static void has(String entry, int changeStatus) {
    server().answer =
        exchange -> {
          boolean look = exchange.getRequestMethod().equals("GET");
          LocalDps.status(look ? 200 : changeStatus, look ? entry : "{}").give(exchange);
        };
  }

  private static LocalDps.Asked change() {
    assertThat(server().asked).hasSize(2);
    return server().asked.get(1);
  }

  // ---- the list

  @Test
  void aPageIsAskedForWithItsSizeAndGoesOnFromTheBookmark() {
    server().answer =
        LocalDps.status(
            200,
            "["
                + stored("press-1", OUR_KEY, "enabled")
                + ","
                + stored("x", THEIR_KEY, "disabled")
                + "]",
            "x-ms-continuation",
            "next+page==");

    EntryPage.Page page = (EntryPage.Page) entries().page(Optional.of("where it ended"), 200);

    LocalDps.Asked asked = server().asked.get(0);
    assertThat(asked.method() + " " + asked.uri())
        .isEqualTo("POST /enrollments/query?api-version=2021-10-01");
    assertThat(asked.headers().getFirst("x-ms-max-item-count")).isEqualTo("200");
    assertThat(asked.headers().getFirst("x-ms-continuation")).isEqualTo("where it ended");
    assertThat(asked.body()).isEqualTo("{\"query\":\"SELECT * FROM enrollments\"}");
    assertThat(page.next()).contains("next+page==");
    assertThat(page.entries()).extracting(Entry::registrationId).containsExactly("press-1", "x");
    assertThat(page.entries()).extracting(Entry::enabled).containsExactly(true, false);
    assertThat(page.entries().get(0).compare(OURS)).isInstanceOf(FindAnswer.Same.class);
    assertThat(page.entries().get(1).compare(OURS)).isInstanceOf(FindAnswer.Different.class);
  }

  @Test
  void groupsAreListedByTheirNames() {
    server().answer =
        LocalDps.status(
            200,
            "[{\"enrollmentGroupId\":\"line3-x509\",\"attestation\":{\"type\":\"x509\"}}]",
            "x-ms-continuation",
            "more");

    assertThat(entries().groups(Optional.of("bookmark"), 50))
        .isEqualTo(new GroupPage.Page(List.of("line3-x509"), Optional.of("more")));

    LocalDps.Asked asked = server().asked.get(0);
    assertThat(asked.method() + " " + asked.uri())
        .isEqualTo("POST /enrollmentGroups/query?api-version=2021-10-01");
    assertThat(asked.headers().getFirst("x-ms-continuation")).isEqualTo("bookmark");
  }

  @ParameterizedTest
  @CsvSource({
    "200, <html>, dps.unintelligible",
    "200, '[{\"registrationId\":\"press-1\"}]', dps.unintelligible",
    "429, {}, dps.throttled",
    "500, {}, dps.server-error"
  })
  void aListOfGroupsThatIsNoneIsNoAnswer(int status, String body, String code) {
    server().answer = LocalDps.status(status, body);

    assertThat(((NoAnswer) entries().groups(Optional.empty(), 50)).problem().code())
        .isEqualTo(code);
  }

  @Test
  void aPageWithoutABookmarkIsTheLast() {
    server().answer = LocalDps.status(200, "[]");

    assertThat(entries().page(Optional.empty(), 10))
        .isEqualTo(new EntryPage.Page(List.of(), Optional.empty()));
    assertThat(server().asked.get(0).headers().containsKey("x-ms-continuation")).isFalse();
  }

  @ParameterizedTest
  @CsvSource({
    "200, <html>, dps.unintelligible",
    "200, '{\"enrollments\":[]}', dps.unintelligible",
    "200, '[{\"registrationId\":7}]', dps.unintelligible",
    "429, '', dps.throttled",
    "503, '', dps.server-error",
  })
  void whatIsNoPageIsNotTakenForAnEmptyOne(int status, String body, String code) {
    server().answer = LocalDps.status(status, body);

    EntryPage page = entries().page(Optional.empty(), 10);

    assertThat(page).isInstanceOf(NoAnswer.class);
    assertThat(((NoAnswer) page).problem().code()).isEqualTo(code);
  }

  @Test
  void aBookmarkThatIsRefusedIsNotTheEndOfTheList() {
    server().answer = LocalDps.status(400, "{\"errorCode\":400004,\"message\":\"Bad token.\"}");

    assertThat(entries().page(Optional.of("old"), 10)).isInstanceOf(EntryPage.Refused.class);
  }

  @Test
  void aPageMayBeLargerThanOtherAnswersButNotEndless() {
    server().answer = LocalDps.status(200, "[" + large(900_000) + "]");
    assertThat(entries().page(Optional.empty(), 10)).isInstanceOf(EntryPage.Page.class);

    server().answer = LocalDps.status(200, "[" + large(2_200_000) + "]");
    assertThat(entries().page(Optional.empty(), 10)).isInstanceOf(NoAnswer.class);
  }

  private static String large(int length) {
    return stored("press-1", OUR_KEY, "enabled").replace("operators-name", "n".repeat(length));
  }

  // ---- one entry

  @Test
  void anotherDevicesEntryBecomesOursUnderItsEtagAndKeepsWhatTheOperatorSet() throws Exception {
    has(stored("press-1", THEIR_KEY, "disabled"), 200);

    assertThat(entries().replace(OURS)).isEqualTo(new Mended.Done());

    assertThat(change().method() + " " + change().uri())
        .isEqualTo("PUT /enrollments/press-1?api-version=2021-10-01");
    assertThat(change().headers().getFirst("If-Match")).isEqualTo("\"v1\"");
    JsonNode sent = new ObjectMapper().readTree(change().body());
    assertThat(sent.at("/attestation/tpm/endorsementKey").asText()).isEqualTo(OUR_KEY.base64());
    assertThat(sent.path("deviceId").asText()).isEqualTo("operators-name");
    assertThat(sent.at("/initialTwin/tags/line").asText()).isEqualTo("3");
    assertThat(sent.path("provisioningStatus").asText())
        .as("not enabled on the way")
        .isEqualTo("disabled");
    assertThat(sent.has("etag") || sent.has("registrationState") || sent.has("createdDateTimeUtc"))
        .as("the service's own members")
        .isFalse();
  }

  @Test
  void anEntryIsEnabledOnlyWhileItIsThisDevices() throws Exception {
    has(stored("press-1", OUR_KEY, "disabled"), 200);
    assertThat(entries().enable(OURS)).isEqualTo(new Mended.Done());
    assertThat(new ObjectMapper().readTree(change().body()).path("provisioningStatus").asText())
        .isEqualTo("enabled");
    forget();

    has(stored("press-1", THEIR_KEY, "disabled"), 200);
    assertThat(entries().enable(OURS)).isEqualTo(new Mended.NotOurs());
    assertThat(server().asked).as("only looked").hasSize(1);
  }

  @Test
  void anEntryIsDeletedUnderItsEtagAndOnlyWhileItIsThisDevices() {
    has(stored("press-1", OUR_KEY, "enabled"), 200);
    assertThat(entries().remove(OURS)).isEqualTo(new Mended.Done());
    assertThat(change().method()).isEqualTo("DELETE");
    assertThat(change().headers().getFirst("If-Match")).isEqualTo("\"v1\"");
    forget();

    has(stored("press-1", THEIR_KEY, "enabled"), 200);
    assertThat(entries().remove(OURS)).isEqualTo(new Mended.NotOurs());
    assertThat(server().asked).hasSize(1);
  }

  @ParameterizedTest
  @CsvSource({"412", "409"})
  void whoeverWasFasterIsNotOverwritten(int status) {
    has(stored("press-1", THEIR_KEY, "enabled"), status);

    assertThat(entries().replace(OURS)).isEqualTo(new Mended.ChangedMeanwhile());
  }

  @Test
  void nothingIsChangedWithoutAnEtag() {
    has(stored("press-1", THEIR_KEY, "enabled").replace("etag", "other"), 200);

    assertThat(entries().replace(OURS)).isInstanceOf(NoAnswer.class);
    assertThat(server().asked).hasSize(1);
  }

  @Test
  void aLostAnswerIsNoAnswer() {
    server().answer =
        exchange -> {
          if (exchange.getRequestMethod().equals("GET")) {
            LocalDps.status(200, stored("press-1", THEIR_KEY, "enabled")).give(exchange);
          } else {
            exchange.close();
          }
        };

    assertThat(entries().replace(OURS)).isInstanceOf(NoAnswer.OutcomeUnknown.class);
  }
}
