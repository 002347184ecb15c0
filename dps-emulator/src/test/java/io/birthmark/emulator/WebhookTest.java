package io.birthmark.emulator;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.birthmark.emulator.Caller.Answer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Custom allocation: a web service of the operator's chooses the hub. */
class WebhookTest {

  private static final String KEY = "MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=";

  private final DpsEmulator emulator =
      Running.emulator(
          EmulatorOptions.builder()
              .assigningAnswers(0)
              .hubs(List.of("one.test", "two.test"))
              .webhookLimit(Duration.ofSeconds(3)));

  private final Caller owner = Caller.owner(emulator);
  private final CountDownLatch end = new CountDownLatch(1);
  private final HttpServer webhook = newServer();
  private volatile String question = "";
  private volatile int status = 200;
  private volatile String answer = "{\"iotHubHostName\":\"two.test\"}";
  private volatile boolean silent;

  private static HttpServer newServer() {
    try {
      return HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @BeforeEach
  void listen() {
    webhook.createContext("/", this::reply);
    webhook.start();
  }

  private void reply(HttpExchange exchange) throws IOException {
    try (exchange) {
      question = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
      if (silent) {
        end.await();
        return;
      }
      byte[] bytes = answer.getBytes(StandardCharsets.UTF_8);
      exchange.sendResponseHeaders(status, bytes.length);
      exchange.getResponseBody().write(bytes);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @AfterEach
  void stop() throws IOException {
    end.countDown();
    webhook.stop(0);
    emulator.close();
  }

  private String custom() {
    return String.format(
        Locale.ROOT,
        ",\"allocationPolicy\":\"custom\",\"customAllocationDefinition\":"
            + "{\"webhookUrl\":\"http://127.0.0.1:%d/allocate\",\"apiVersion\":\"2021-10-01\"}",
        webhook.getAddress().getPort());
  }

  private void enrol(String more) throws IOException {
    Answer put = owner.put("/enrollments/a", Bodies.symmetricKey("a", KEY, KEY, custom() + more));
    assertThat(put.status()).as(put.response().body()).isEqualTo(200);
  }

  private JsonNode register(String id, String key, String body) throws IOException {
    return DeviceWithKey.register(emulator, id, key, body).json();
  }

  private JsonNode asked() throws IOException {
    return new ObjectMapper().readTree(question);
  }

  @Test
  void isAskedWithAllItNeedsToKnowAndChoosesTheHub() throws IOException {
    enrol(",\"deviceId\":\"A.1\"");
    answer =
        """
        {"iotHubHostName":"two.test","initialTwin":{"tags":{"line":"3"}},"payload":{"hello":1}}""";
    JsonNode done =
        register("a", KEY, "{\"registrationId\":\"a\",\"payload\":{\"model\":\"press\"}}");
    assertThat(done.at("/registrationState/assignedHub").asText()).isEqualTo("two.test");
    assertThat(done.at("/registrationState/deviceId").asText()).isEqualTo("A.1");
    assertThat(done.at("/registrationState/payload/hello").asInt()).isEqualTo(1);
    assertThat(asked().at("/individualEnrollment/registrationId").asText()).isEqualTo("a");
    assertThat(asked().at("/deviceRuntimeContext/registrationId").asText()).isEqualTo("a");
    assertThat(asked().at("/deviceRuntimeContext/symmetricKey").isObject()).isTrue();
    assertThat(asked().at("/deviceRuntimeContext/payload/model").asText()).isEqualTo("press");
    assertThat(asked().at("/deviceRuntimeContext/currentDeviceId").isMissingNode()).isTrue();
    assertThat(asked().path("linkedHubs")).hasSize(2);
    assertThat(question).doesNotContain(KEY);

    register("a", KEY, Bodies.register("a"));
    assertThat(asked().at("/deviceRuntimeContext/currentIotHubHostName").asText())
        .isEqualTo("two.test");
    assertThat(asked().at("/deviceRuntimeContext/currentDeviceId").asText()).isEqualTo("A.1");
  }

  @Test
  void isAskedForAGroupsDevicesToo() throws IOException {
    Answer put = owner.put("/enrollmentGroups/g", Bodies.keyGroup("g", KEY, KEY, custom()));
    assertThat(put.status()).isEqualTo(200);
    JsonNode done = register("b", Sas.sign(KEY, "b"), Bodies.register("b"));
    assertThat(done.at("/registrationState/assignedHub").asText()).isEqualTo("two.test");
    assertThat(asked().at("/enrollmentGroup/enrollmentGroupId").asText()).isEqualTo("g");
    assertThat(asked().at("/deviceRuntimeContext/symmetricKey/enrollmentGroupId").asText())
        .isEqualTo("g");
  }

  @Test
  void choosesAmongTheHubsOfTheEnrollment() throws IOException {
    enrol(",\"iotHubs\":[\"one.test\"]");
    failsWith("it chose 'two.test', which is not one of the hubs it was given");
    assertThat(asked().path("linkedHubs")).hasSize(1);
  }

  private void failsWith(String because) throws IOException {
    JsonNode done = register("a", KEY, Bodies.register("a"));
    assertThat(done.path("status").asText()).isEqualTo("failed");
    JsonNode state = done.path("registrationState");
    assertThat(state.path("status").asText()).isEqualTo("failed");
    assertThat(state.path("errorCode").asInt()).isEqualTo(400207);
    assertThat(state.path("errorMessage").asText())
        .startsWith("Custom allocation failed")
        .contains(because);
    assertThat(owner.get("/registrations/a").json().path("errorCode").asInt()).isEqualTo(400207);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "500 | {}                                                  | it answered 500",
        "200 | no JSON                                             | not well-formed",
        "200 | []                                                  | must be a JSON object",
        "200 | {}                                                  | iotHubHostName is missing",
        "200 | {\"iotHubHostName\":\"three.test\"}                 | it chose 'three.test'",
        "200 | {\"iotHubHostName\":\"one.test\",\"payload\":\"x\"} | payload must be a JSON object",
        "200 | {\"iotHubHostName\":\"one.test\",\"initialTwin\":1} | initialTwin must be"
      })
  void anAnswerThatCannotBeUsedFailsTheRegistration(int code, String body, String because)
      throws IOException {
    enrol("");
    status = code;
    answer = body;
    failsWith(because);
  }

  @Test
  void oneThatIsSilentOrGoneFailsTheRegistration() throws IOException {
    enrol("");
    silent = true;
    failsWith("did not answer within 3000 ms");
    end.countDown();
    webhook.stop(0);
    failsWith("cannot be reached");
  }

  @Test
  void aFailureTakesNoHubAwayAndPassesWhenTheWebhookRecovers() throws IOException {
    enrol("");
    register("a", KEY, Bodies.register("a"));
    status = 503;
    failsWith("it answered 503");
    status = 200;
    JsonNode state = register("a", KEY, Bodies.register("a")).path("registrationState");
    assertThat(state.path("assignedHub").asText()).isEqualTo("two.test");
    assertThat(state.path("substatus").asText()).isEqualTo("initialAssignment");
    assertThat(state.has("errorCode")).isFalse();
  }

  @Test
  void aDeviceThatKeepsItsHubIsNotAskedAbout() throws IOException {
    enrol(",\"reprovisionPolicy\":{\"updateHubAssignment\":false,\"migrateDeviceData\":true}");
    register("a", KEY, Bodies.register("a"));
    question = "";
    JsonNode state = register("a", KEY, Bodies.register("a")).path("registrationState");
    assertThat(state.path("assignedHub").asText()).isEqualTo("two.test");
    assertThat(question).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "\"allocationPolicy\":\"custom\" | needs customAllocationDefinition",
        "\"customAllocationDefinition\":{\"webhookUrl\":\"http://x/\",\"apiVersion\":\"1\"} "
            + "| needs allocationPolicy custom",
        "\"allocationPolicy\":\"custom\",\"customAllocationDefinition\":{\"apiVersion\":\"1\"} "
            + "| webhookUrl is missing",
        "\"allocationPolicy\":\"custom\",\"customAllocationDefinition\":{\"webhookUrl\":\"ftp://x\"} "
            + "| must be an http or https address",
        "\"allocationPolicy\":\"custom\",\"customAllocationDefinition\":{\"webhookUrl\":\"not one\"} "
            + "| must be an http or https address",
        "\"allocationPolicy\":\"custom\",\"customAllocationDefinition\":{\"webhookUrl\":\"http://x\"} "
            + "| apiVersion is missing"
      })
  void aDefinitionThatMakesNoSenseIsRefused(String members, String because) throws IOException {
    Answer put = owner.put("/enrollments/a", Bodies.symmetricKey("a", KEY, KEY, "," + members));
    assertThat(put.status()).isEqualTo(400);
    assertThat(put.message()).contains(because);
  }
}
