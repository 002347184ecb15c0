package io.birthmark.emulator.sas;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Tokens as Microsoft's clients sent them, with the test keys they were made with. */
class SasTokenTest {

  private static final Secret POLICY_KEY =
      Secret.of("0123456789abcdef0123456789abcdef".getBytes(StandardCharsets.US_ASCII));
  private static final Secret DEVICE_KEY =
      Secret.ofBase64("ETI/IlWoKmsEl17r5RvBKgNohvCygw4JIcL3Ce7CYQM=");

  private static final String FROM_SERVICE_CLIENT =
      "SharedAccessSignature sr=localhost&sig=ffReDbDptAaBekApJp%2BaUrRjeDCyQkAyqa5qtl6tDk4%3D"
          + "&se=1795394322&skn=provisioningserviceowner";
  private static final String FROM_DEVICE_CLIENT =
      "SharedAccessSignature sr=0ne0000ABCD/registrations/sym-dev-0001"
          + "&sig=FaJQLG%2BfpE55ua9O7aSwtGqXtslFIwEzF54jiAYqBaw%3D&se=1795394414&skn=";

  @Test
  void verifiesWhatTheServiceClientSent() {
    SasToken token = SasToken.parse(FROM_SERVICE_CLIENT).orElseThrow();
    assertThat(token.signedBy(POLICY_KEY)).isTrue();
    assertThat(token.keyName()).isEqualTo("provisioningserviceowner");
    assertThat(token.plainResource()).isEqualTo("localhost");
  }

  @Test
  void verifiesWhatTheDeviceClientSentWithItsEmptyKeyName() {
    SasToken token = SasToken.parse(FROM_DEVICE_CLIENT).orElseThrow();
    assertThat(token.signedBy(DEVICE_KEY)).isTrue();
    assertThat(token.keyName()).isEmpty();
  }

  @Test
  void aTokenSignedByAnotherKeyIsNotVerified() {
    assertThat(SasToken.parse(FROM_SERVICE_CLIENT).orElseThrow().signedBy(DEVICE_KEY)).isFalse();
  }

  @Test
  void anyChangeOfResourceOrExpiryBreaksTheSignature() {
    assertThat(verified(FROM_SERVICE_CLIENT.replace("sr=localhost", "sr=localhosT"))).isFalse();
    assertThat(verified(FROM_SERVICE_CLIENT.replace("1795394322", "1795394323"))).isFalse();
    assertThat(verified(FROM_SERVICE_CLIENT.replace("1795394322", "01795394322"))).isFalse();
  }

  private static boolean verified(String header) {
    return SasToken.parse(header).orElseThrow().signedBy(POLICY_KEY);
  }

  @Test
  void theOrderOfFieldsIsFreeAndHexMayBeLowerCase() {
    String reordered =
        "SharedAccessSignature sig=ffReDbDptAaBekApJp%2baUrRjeDCyQkAyqa5qtl6tDk4%3d"
            + "&se=1795394322&skn=provisioningserviceowner&sr=localhost";
    assertThat(verified(reordered)).isTrue();
  }

  @Test
  void theSignatureCoversTheResourceAsWrittenEscapedOrNot() {
    String escaped = "0ne0000ABCD%2Fregistrations%2Fsym-dev-0001";
    byte[] signature = DEVICE_KEY.hmacSha256(escaped + "\n1795394414");
    SasToken token =
        SasToken.parse(
                "SharedAccessSignature sr="
                    + escaped
                    + "&sig="
                    + Secret.of(signature).base64().replace("+", "%2B")
                    + "&se=1795394414&skn=registration")
            .orElseThrow();
    assertThat(token.signedBy(DEVICE_KEY)).isTrue();
    assertThat(token.plainResource()).isEqualTo("0ne0000ABCD/registrations/sym-dev-0001");
  }

  @Test
  void expiresAtItsSecond() {
    SasToken token = SasToken.parse(FROM_SERVICE_CLIENT).orElseThrow();
    assertThat(token.expired(at(1795394321))).isFalse();
    assertThat(token.expired(at(1795394322))).isTrue();
  }

  private static Clock at(long second) {
    return Clock.fixed(Instant.ofEpochSecond(second), ZoneOffset.UTC);
  }

  @Test
  void whatIsNotACompleteTokenIsNone() {
    assertThat(SasToken.parse("Bearer abc")).isEqualTo(Optional.empty());
    assertThat(SasToken.parse(FROM_SERVICE_CLIENT.replace("sr=localhost&", ""))).isEmpty();
    assertThat(SasToken.parse(FROM_SERVICE_CLIENT.replace("1795394322", "soon"))).isEmpty();
    assertThat(SasToken.parse(FROM_SERVICE_CLIENT.replace("sig=", "gis="))).isEmpty();
    assertThat(SasToken.parse(FROM_SERVICE_CLIENT + "&se=9999999999")).isEmpty();
    assertThat(SasToken.parse(FROM_SERVICE_CLIENT.replace("%2B", "%"))).isEmpty();
  }

  @Test
  void neitherTokenNorKeyShowsItself() {
    assertThat(SasToken.parse(FROM_SERVICE_CLIENT).orElseThrow().toString())
        .doesNotContain("ffReDbDp");
    assertThat(DEVICE_KEY.toString()).doesNotContain("ETI");
  }
}
