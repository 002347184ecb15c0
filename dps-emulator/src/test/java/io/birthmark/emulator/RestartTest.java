package io.birthmark.emulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.birthmark.emulator.Caller.Answer;
import io.birthmark.emulator.state.StateException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What an emulator with a directory still knows when it is started again. */
class RestartTest {

  private static final SoftwareTpm TPM = new SoftwareTpm();

  @TempDir Path dir;

  private EmulatorOptions.Builder here() {
    return EmulatorOptions.builder().directory(dir).assigningAnswers(0);
  }

  private String read(String name) throws IOException {
    return Files.readString(dir.resolve(name)).strip();
  }

  private Path journal() {
    return dir.resolve("enrollments.jsonl");
  }

  @Test
  void writesWhatOthersNeedToReachIt() throws IOException {
    try (DpsEmulator emulator = Running.emulator(here())) {
      assertThat(read("port")).isEqualTo(Integer.toString(emulator.port()));
      assertThat(read("id-scope")).isEqualTo(emulator.idScope()).matches("0ne00[0-9A-F]{6}");
      assertThat(read("ca.pem")).isEqualTo(emulator.caCertificatePem().strip());
      assertThat(read("connection-string"))
          .isEqualTo(emulator.ownerConnectionString())
          .startsWith("HostName=localhost;SharedAccessKeyName=provisioningserviceowner;");
      assertThat(read("station-connection-string"))
          .isEqualTo(emulator.stationConnectionString())
          .startsWith("HostName=localhost;SharedAccessKeyName=station;SharedAccessKey=");
    }
  }

  @Test
  void keysAreReadByNobodyElse() throws IOException {
    try (DpsEmulator emulator = Running.emulator(here())) {
      Caller.owner(emulator).put("/enrollments/a", Bodies.symmetricKey("a"));
    }
    for (String secret :
        List.of(
            "connection-string",
            "station-connection-string",
            "instance.json",
            "enrollments.jsonl")) {
      assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(dir.resolve(secret))))
          .as(secret)
          .isEqualTo("rw-------");
    }
  }

  @Test
  void isTheSameInstanceOnTheSamePort() throws IOException {
    int port;
    String scope;
    String owner;
    String station;
    String ca;
    try (DpsEmulator first = Running.emulator(here())) {
      port = first.port();
      scope = first.idScope();
      owner = first.ownerConnectionString();
      station = first.stationConnectionString();
      ca = first.caCertificatePem();
    }
    try (DpsEmulator second = Running.emulator(here())) {
      assertThat(second.port()).isEqualTo(port);
      assertThat(second.idScope()).isEqualTo(scope);
      assertThat(second.ownerConnectionString()).isEqualTo(owner);
      assertThat(second.stationConnectionString()).isEqualTo(station);
      assertThat(second.caCertificatePem()).isEqualTo(ca);
    }
  }

  @Test
  void knowsEnrollmentsWithAllTheyHad() throws IOException {
    String seen;
    String keys;
    try (DpsEmulator first = Running.emulator(here())) {
      Caller owner = Caller.owner(first);
      owner.put(
          "/enrollments/tpm",
          Bodies.tpm(
              "tpm",
              TPM.endorsementKey(),
              ",\"deviceId\":\"Tpm\",\"allocationPolicy\":\"static\","
                  + "\"iotHubs\":[\"hub-b.example.test\"],\"provisioningStatus\":\"disabled\","
                  + "\"initialTwin\":{\"tags\":{\"line\":\"3\"}}"));
      owner.put("/enrollments/key", Bodies.symmetricKey("key"));
      owner.put("/enrollments/gone", Bodies.symmetricKey("gone"));
      owner.delete("/enrollments/gone");
      seen = all(owner);
      keys = owner.post("/enrollments/key/attestationmechanism", "").response().body();
    }
    try (DpsEmulator second = Running.emulator(here())) {
      Caller owner = Caller.owner(second);
      assertThat(all(owner)).isEqualTo(seen).contains("\"tpm\"").doesNotContain("gone");
      assertThat(owner.post("/enrollments/key/attestationmechanism", "").response().body())
          .isEqualTo(keys);
    }
  }

  private static String all(Caller owner) throws IOException {
    return owner.post("/enrollments/query", Bodies.query("SELECT *")).response().body();
  }

  @Test
  void aTpmDeviceKeepsItsAssignmentAndItsHubKey() throws IOException {
    byte[] before;
    String seen;
    try (DpsEmulator first = Running.emulator(here())) {
      Caller.owner(first).put("/enrollments/a", Bodies.tpm("a", TPM.endorsementKey()));
      before = hubKey(first);
      seen = Caller.owner(first).get("/enrollments/a").response().body();
    }
    try (DpsEmulator second = Running.emulator(here())) {
      assertThat(Caller.owner(second).get("/enrollments/a").response().body()).isEqualTo(seen);
      assertThat(hubKey(second)).isEqualTo(before);
    }
  }

  private static byte[] hubKey(DpsEmulator emulator) throws IOException {
    String resource = emulator.idScope() + "/registrations/a";
    Caller device = Caller.stranger(emulator);
    Answer challenge = device.put("/" + resource + "/register", Bodies.register("a", TPM));
    String key = TPM.activate(challenge.json().path("authenticationKey").asText()).base64Key();
    Answer done =
        device
            .with(Sas.token(resource, key, Sas.FAR_FUTURE, ""))
            .put("/" + resource + "/register", Bodies.register("a", TPM));
    return TPM.activate(done.json().at("/registrationState/tpm/authenticationKey").asText())
        .hmacKey();
  }

  @Test
  void isOnDiskBeforeTheAnswerGoesOut() throws IOException {
    try (DpsEmulator emulator = Running.emulator(here())) {
      Caller.owner(emulator).put("/enrollments/a", Bodies.symmetricKey("a"));
      assertThat(Files.readString(journal())).contains("\"registrationId\":\"a\"").endsWith("\n");
    }
  }

  @Test
  void theJournalIsShortenedAtEachStart() throws IOException {
    try (DpsEmulator emulator = Running.emulator(here())) {
      Caller owner = Caller.owner(emulator);
      owner.put("/enrollments/a", Bodies.symmetricKey("a"));
      for (int i = 0; i < 5; i++) {
        owner.put("/enrollments/a", Bodies.symmetricKey("a"), "*");
      }
      assertThat(Files.readAllLines(journal())).hasSize(6);
    }
    try (DpsEmulator again = Running.emulator(here())) {
      assertThat(Files.readAllLines(journal())).hasSize(1);
      Caller.owner(again).put("/enrollments/b", Bodies.symmetricKey("b"));
      assertThat(Files.readAllLines(journal())).hasSize(2);
    }
  }

  @Test
  void aLineCutOffByACrashIsDropped() throws IOException {
    try (DpsEmulator emulator = Running.emulator(here())) {
      Caller.owner(emulator).put("/enrollments/a", Bodies.symmetricKey("a"));
    }
    Files.writeString(
        journal(), "{\"table\":\"enrollments\",\"written\":{\"registr", StandardOpenOption.APPEND);
    try (DpsEmulator again = Running.emulator(here())) {
      assertThat(again.enrollments()).isEqualTo(1);
    }
  }

  @Test
  void aDamagedLineIsNamedAndNothingIsGuessed() throws IOException {
    try (DpsEmulator emulator = Running.emulator(here())) {
      Caller.owner(emulator).put("/enrollments/a", Bodies.symmetricKey("a"));
    }
    Files.writeString(
        journal(), "{\"table\":\"enrollments\",\"written\":{}}\n", StandardOpenOption.APPEND);
    String before = Files.readString(journal());
    assertThatThrownBy(() -> DpsEmulator.start(here().build()))
        .isInstanceOf(StateException.class)
        .hasMessageContaining("enrollments.jsonl, line 2, is damaged")
        .hasMessageContaining("remove that line");
    assertThat(Files.readString(journal())).isEqualTo(before);
  }

  @Test
  void aDamagedInstanceFileIsNamed() throws IOException {
    Running.emulator(here()).close();
    Files.writeString(dir.resolve("instance.json"), "{\"idScope\":\"0ne\"}");
    assertThatThrownBy(() -> DpsEmulator.start(here().build()))
        .isInstanceOf(StateException.class)
        .hasMessageContaining("instance.json is damaged (owner is missing.)");
  }

  @Test
  void aDirectoryHasOneOwner() throws IOException {
    try (DpsEmulator first = Running.emulator(here())) {
      assertThatThrownBy(() -> DpsEmulator.start(here().port(0).build()))
          .isInstanceOf(StateException.class)
          .hasMessageContaining("another running emulator");
      assertThat(Caller.owner(first).get("/enrollments/a").status()).isEqualTo(404);
    }
    Running.emulator(here()).close();
  }

  @Test
  void aPortThatIsTakenIsNamedAndTheDirectoryIsFreeAgain() throws IOException {
    Running.emulator(here()).close();
    int port = Integer.parseInt(read("port"));
    try (ServerSocket squatter = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
      assertThat(squatter.isBound()).isTrue();
      assertThatThrownBy(() -> DpsEmulator.start(here().build()))
          .isInstanceOf(StateException.class)
          .hasMessageContaining("Port " + port)
          .hasMessageContaining("--port");
    }
    Running.emulator(here()).close();
  }
}
