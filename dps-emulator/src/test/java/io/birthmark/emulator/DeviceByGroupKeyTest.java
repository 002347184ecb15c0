package io.birthmark.emulator;

import static org.assertj.core.api.Assertions.assertThat;

import io.birthmark.emulator.Caller.Answer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A device with a key derived from its group's asks for its hub. */
class DeviceByGroupKeyTest {

  private static final String PRIMARY = base64("0123456789abcdef0123456789abcdef");
  private static final String SECONDARY = base64("fedcba9876543210fedcba9876543210");

  @AutoClose
  private final DpsEmulator emulator =
      Running.emulator(EmulatorOptions.builder().assigningAnswers(0));

  private final Caller owner = Caller.owner(emulator);

  private static String base64(String text) {
    return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.US_ASCII));
  }

  @BeforeEach
  void makeGroup() throws IOException {
    owner.put("/enrollmentGroups/fleet", Bodies.keyGroup("fleet", PRIMARY, SECONDARY, ""));
  }

  private Answer register(String id, String deviceKey) throws IOException {
    return DeviceWithKey.register(emulator, id, deviceKey);
  }

  private static void is(String status, Answer answer) throws IOException {
    assertThat(answer.json().path("status").asText())
        .as(answer.response().body())
        .isEqualTo(status);
  }

  @Test
  void theKeyIsTheOneThatMicrosoftsToolsDerive() throws IOException {
    Answer answer = register("sym-dev-0001", "ETI/IlWoKmsEl17r5RvBKgNohvCygw4JIcL3Ce7CYQM=");
    is("assigned", answer);
    assertThat(answer.json().at("/registrationState/deviceId").asText()).isEqualTo("sym-dev-0001");
    assertThat(answer.json().at("/registrationState/symmetricKey/enrollmentGroupId").asText())
        .isEqualTo("fleet");
  }

  @Test
  void eitherOfTheGroupsKeysMayBeTheSource() throws IOException {
    is("assigned", register("press-1", Sas.sign(PRIMARY, "press-1")));
    is("assigned", register("press-2", Sas.sign(SECONDARY, "press-2")));
    assertThat(emulator.registrations()).isEqualTo(2);
  }

  @Test
  void anotherDevicesKeyAndTheGroupsOwnAreRefused() throws IOException {
    for (String wrong : new String[] {PRIMARY, Sas.sign(PRIMARY, "press-2")}) {
      Answer answer = register("press-1", wrong);
      assertThat(answer.status()).isEqualTo(401);
      assertThat(answer.errorCode()).isEqualTo(401002);
    }
    assertThat(emulator.registrations()).isZero();
  }

  @Test
  void theGroupIsFoundByItsKeyAmongOthers() throws IOException {
    owner.put("/enrollmentGroups/another", Bodies.keyGroup("another"));
    is("assigned", register("press-1", Sas.sign(PRIMARY, "press-1")));
  }

  @Test
  void aDisabledGroupRefuses() throws IOException {
    String disabled = ",\"provisioningStatus\":\"disabled\"";
    owner.put("/enrollmentGroups/fleet", Bodies.keyGroup("fleet", "", "", disabled), "*");
    is("disabled", register("press-1", Sas.sign(PRIMARY, "press-1")));
  }

  @Test
  void aDevicesOwnEnrollmentDecidesBeforeTheGroup() throws IOException {
    String disabled = ",\"provisioningStatus\":\"disabled\"";
    String own = base64("this device has its own key.....");
    owner.put("/enrollments/press-1", Bodies.symmetricKey("press-1", own, own));
    assertThat(register("press-1", Sas.sign(PRIMARY, "press-1")).status()).isEqualTo(401);
    is("assigned", register("press-1", own));
    owner.put("/enrollments/press-1", Bodies.symmetricKey("press-1", own, own, disabled), "*");
    is("disabled", register("press-1", own));
    assertThat(register("press-1", Sas.sign(PRIMARY, "press-1")).status()).isEqualTo(401);
  }

  @Test
  void aDeletedGroupsDeviceIsNotFoundButRemembered() throws IOException {
    String key = Sas.sign(PRIMARY, "press-1");
    is("assigned", register("press-1", key));
    owner.delete("/enrollmentGroups/fleet");
    assertThat(register("press-1", key).errorCode()).isEqualTo(404201);
    assertThat(owner.get("/registrations/press-1").json().path("status").asText())
        .isEqualTo("assigned");
  }
}
