package io.birthmark.emulator;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which hub a device gets. */
class AllocationTest {

  private static final String KEY = "MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=";
  private static final List<String> HUBS = List.of("one.test", "two.test", "three.test");

  private static EmulatorOptions.Builder with(List<String> hubs) {
    return EmulatorOptions.builder().hubs(hubs).assigningAnswers(0);
  }

  private static void enrol(DpsEmulator emulator, String id, String more) throws IOException {
    int status =
        Caller.owner(emulator)
            .put("/enrollments/" + id, Bodies.symmetricKey(id, KEY, KEY, more))
            .status();
    assertThat(status).isEqualTo(200);
  }

  private static JsonNode register(DpsEmulator emulator, String id) throws IOException {
    return DeviceWithKey.register(emulator, id, KEY).json().path("registrationState");
  }

  private static String hub(DpsEmulator emulator, String id) throws IOException {
    return register(emulator, id).path("assignedHub").asText();
  }

  @Test
  void hashedSpreadsOverAllHubsAndAlwaysTheSameWay() throws IOException {
    Map<String, String> hubs = new HashMap<>();
    try (DpsEmulator emulator = Running.emulator(with(HUBS))) {
      for (int i = 0; i < 40; i++) {
        enrol(emulator, "d" + i, "");
        hubs.put("d" + i, hub(emulator, "d" + i));
      }
    }
    assertThat(hubs.values()).containsAll(HUBS);
    List<String> more = List.of("four.test", "three.test", "two.test", "one.test");
    try (DpsEmulator another = Running.emulator(with(more))) {
      for (Map.Entry<String, String> before : hubs.entrySet()) {
        enrol(another, before.getKey(), "");
        assertThat(hub(another, before.getKey()))
            .as("the same hub, or the one that is new")
            .isIn(before.getValue(), "four.test");
      }
    }
  }

  @Test
  void hashedKeepsToTheHubsTheEnrollmentNames() throws IOException {
    try (DpsEmulator emulator = Running.emulator(with(HUBS))) {
      for (int i = 0; i < 10; i++) {
        enrol(emulator, "d" + i, ",\"allocationPolicy\":\"hashed\",\"iotHubs\":[\"two.test\"]");
        assertThat(hub(emulator, "d" + i)).isEqualTo("two.test");
      }
    }
  }

  @Test
  void staticTakesTheFirstHubNamed() throws IOException {
    try (DpsEmulator emulator = Running.emulator(with(HUBS))) {
      enrol(
          emulator,
          "a",
          ",\"allocationPolicy\":\"static\",\"iotHubs\":[\"three.test\",\"one.test\"]");
      enrol(emulator, "b", ",\"iotHubHostName\":\"two.test\"");
      assertThat(hub(emulator, "a")).isEqualTo("three.test");
      assertThat(hub(emulator, "b")).isEqualTo("two.test");
    }
  }

  @Test
  void aDeviceWhoseEnrollmentMovesIsMovedWhenItRegistersAgain(@TempDir Path dir)
      throws IOException {
    try (DpsEmulator emulator = Running.emulator(with(HUBS).directory(dir))) {
      enrol(emulator, "a", ",\"iotHubHostName\":\"two.test\"");
      assertThat(register(emulator, "a").path("substatus").asText()).isEqualTo("initialAssignment");
      Caller.owner(emulator)
          .put(
              "/enrollments/a",
              Bodies.symmetricKey("a", "", "", ",\"iotHubHostName\":\"one.test\""),
              "*");
      JsonNode moved = register(emulator, "a");
      assertThat(moved.path("assignedHub").asText()).isEqualTo("one.test");
      assertThat(moved.path("substatus").asText()).isEqualTo("deviceDataMigrated");
    }
  }
}
