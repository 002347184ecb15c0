package io.birthmark.emulator;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A line a request, and no secret in any. */
class LogTest {

  /** Kept, because the logging system forgets loggers that nobody holds. */
  private final Logger logger = Logger.getLogger("io.birthmark.emulator");

  private final List<String> lines = new CopyOnWriteArrayList<>();

  private final Handler handler =
      new Handler() {
        @Override
        public void publish(LogRecord logRecord) {
          lines.add(new SimpleFormatter().format(logRecord));
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
      };

  @BeforeEach
  void listen() {
    logger.addHandler(handler);
    logger.setLevel(Level.ALL);
    logger.setUseParentHandlers(false);
  }

  @AfterEach
  void stopListening() {
    logger.removeHandler(handler);
    logger.setLevel(null);
    logger.setUseParentHandlers(true);
  }

  @Test
  void tellsMethodPathStatusTimeAndRequestId() throws IOException {
    try (DpsEmulator emulator = Running.emulator()) {
      Caller.Answer answer = Caller.owner(emulator).get("/enrollments/press-1");
      String requestId = answer.header("x-ms-request-id").orElseThrow();
      awaitLine(requestId);
      assertThat(String.join("", lines))
          .containsPattern("GET /enrollments/press-1 404 \\d+ ms " + requestId)
          .doesNotContain("api-version");
    }
  }

  /** The line is written when the answer is already on its way. */
  private void awaitLine(String part) {
    for (int i = 0; i < 200 && lines.stream().noneMatch(line -> line.contains(part)); i++) {
      try {
        Thread.sleep(10);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }

  @Test
  void tellsNoKeyNoSignatureAndNoBlob() throws IOException {
    SoftwareTpm tpm = new SoftwareTpm();
    String key = "c2VjcmV0LWtleS1vZi10aGUtZGV2aWNlLTAwMDE=";
    try (DpsEmulator emulator = Running.emulator(EmulatorOptions.builder().assigningAnswers(0))) {
      Caller owner = Caller.owner(emulator);
      owner.put("/enrollments/k", Bodies.symmetricKey("k", key, key));
      owner.post("/enrollments/k/attestationmechanism", "");
      owner.put("/enrollments/broken", Bodies.symmetricKey("broken", key, key) + "}");
      owner.put("/enrollments/t", Bodies.tpm("t", tpm.endorsementKey()));
      String resource = emulator.idScope() + "/registrations/t";
      Caller device = Caller.stranger(emulator);
      String challenge =
          device
              .put("/" + resource + "/register", Bodies.register("t", tpm))
              .json()
              .path("authenticationKey")
              .asText();
      String deviceKey = tpm.activate(challenge).base64Key();
      String token = Sas.token(resource, deviceKey, Sas.FAR_FUTURE, "");
      Caller.Answer last =
          device.with(token).put("/" + resource + "/register", Bodies.register("t", tpm));
      assertThat(last.json().path("status").asText()).isEqualTo("assigned");
      awaitLine(last.header("x-ms-request-id").orElseThrow());

      assertThat(lines).hasSizeGreaterThanOrEqualTo(6);
      String all = String.join("", lines);
      assertThat(all).contains(resource);
      for (String secret :
          List.of(
              key,
              challenge,
              deviceKey,
              Sas.field(emulator.ownerConnectionString(), "SharedAccessKey"),
              "sig=",
              "SharedAccessSignature",
              last.json().at("/registrationState/tpm/authenticationKey").asText())) {
        assertThat(all).doesNotContain(secret);
      }
    }
  }
}
