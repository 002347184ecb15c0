package io.birthmark.emulator;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What becomes of a device that registers again. */
class ReprovisioningTest {

  private static final String KEY = "MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=";

  @TempDir Path dir;

  private DpsEmulator start() {
    return Running.emulator(
        EmulatorOptions.builder()
            .directory(dir)
            .hubs(List.of("one.test", "two.test", "three.test"))
            .assigningAnswers(0));
  }

  private static void sendTo(String hub, String policy, DpsEmulator emulator) throws IOException {
    String more = ",\"allocationPolicy\":\"static\",\"iotHubs\":[\"" + hub + "\"]" + policy;
    String body = Bodies.symmetricKey("a", KEY, KEY, more);
    Caller owner = Caller.owner(emulator);
    int status =
        emulator.enrollments() == 0
            ? owner.put("/enrollments/a", body).status()
            : owner.put("/enrollments/a", body, "*").status();
    assertThat(status).isEqualTo(200);
  }

  private static String policy(boolean updateHubAssignment, boolean migrateDeviceData) {
    return ",\"reprovisionPolicy\":{\"updateHubAssignment\":"
        + updateHubAssignment
        + ",\"migrateDeviceData\":"
        + migrateDeviceData
        + "}";
  }

  private static void comesTo(String hub, String substatus, DpsEmulator emulator)
      throws IOException {
    JsonNode state = register(emulator);
    assertThat(state.path("assignedHub").asText()).isEqualTo(hub);
    assertThat(state.path("substatus").asText()).isEqualTo(substatus);
  }

  @Test
  void withoutAPolicyItMovesWithItsData() throws IOException {
    try (DpsEmulator emulator = start()) {
      sendTo("one.test", "", emulator);
      comesTo("one.test", "initialAssignment", emulator);
      sendTo("two.test", "", emulator);
      comesTo("two.test", "deviceDataMigrated", emulator);
      comesTo("two.test", "deviceDataMigrated", emulator);
    }
  }

  @Test
  void itMayLoseItsDataOnTheWay() throws IOException {
    try (DpsEmulator emulator = start()) {
      sendTo("one.test", policy(true, false), emulator);
      comesTo("one.test", "initialAssignment", emulator);
      sendTo("two.test", policy(true, false), emulator);
      comesTo("two.test", "deviceDataReset", emulator);
    }
  }

  @Test
  void itMayHaveToStayWhereItIs() throws IOException {
    try (DpsEmulator emulator = start()) {
      sendTo("one.test", policy(false, false), emulator);
      comesTo("one.test", "initialAssignment", emulator);
      sendTo("two.test", policy(false, false), emulator);
      comesTo("one.test", "initialAssignment", emulator);
    }
  }

  @Test
  void whereItWasBeforeIsRememberedAcrossARestart() throws IOException {
    try (DpsEmulator emulator = start()) {
      sendTo("one.test", "", emulator);
      comesTo("one.test", "initialAssignment", emulator);
      sendTo("two.test", "", emulator);
      comesTo("two.test", "deviceDataMigrated", emulator);
    }
    try (DpsEmulator again = start()) {
      sendTo("one.test", "", again);
      comesTo("one.test", "reprovisionedToInitialAssignment", again);
      sendTo("three.test", "", again);
      comesTo("three.test", "deviceDataMigrated", again);
    }
  }

  @Test
  void aPolicySaysBothOrIsRefused() throws IOException {
    try (DpsEmulator emulator = start()) {
      String half = ",\"reprovisionPolicy\":{\"updateHubAssignment\":true}";
      assertThat(
              Caller.owner(emulator)
                  .put("/enrollments/a", Bodies.symmetricKey("a", KEY, KEY, half))
                  .message())
          .contains("migrateDeviceData is missing");
    }
  }

  @Test
  void geoLatencySpreadsAsHashedDoes() throws IOException {
    try (DpsEmulator emulator = start()) {
      Caller owner = Caller.owner(emulator);
      owner.put("/enrollments/a", Bodies.symmetricKey("a", KEY, KEY, ""));
      String hub = hubOf(emulator);
      String geo = ",\"allocationPolicy\":\"geoLatency\"";
      owner.put("/enrollments/a", Bodies.symmetricKey("a", KEY, KEY, geo), "*");
      assertThat(hubOf(emulator)).isEqualTo(hub);
    }
  }

  private static String hubOf(DpsEmulator emulator) throws IOException {
    return register(emulator).path("assignedHub").asText();
  }

  private static JsonNode register(DpsEmulator emulator) throws IOException {
    return DeviceWithKey.register(emulator, "a", KEY).json().path("registrationState");
  }
}
