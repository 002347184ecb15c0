package io.birthmark.station.enrollment.dps;

import static org.assertj.core.api.Assertions.assertThat;

import io.birthmark.station.database.HandClock;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import org.junit.jupiter.api.Test;

class SasTokensTest {
  private static final String KEY =
      Base64.getEncoder()
          .encodeToString("0123456789abcdef0123456789abcdef".getBytes(StandardCharsets.UTF_8));

  private final HandClock clock = new HandClock();

  private static SasKey key() {
    return SasKey.of(Base64.getDecoder().decode(KEY));
  }

  private SasTokens tokens(String host) {
    return new SasTokens(host, "provisioningserviceowner", key(), clock);
  }

  @Test
  void theTokenIsTheOneThatMicrosoftsOwnClientMakes() {
    assertThat(tokens("localhost").sign(1795394322))
        .isEqualTo(
            "SharedAccessSignature sr=localhost"
                + "&sig=ffReDbDptAaBekApJp%2BaUrRjeDCyQkAyqa5qtl6tDk4%3D"
                + "&se=1795394322&skn=provisioningserviceowner");
  }

  @Test
  void theHostIsLowerCase() {
    assertThat(tokens("LocalHost").sign(1795394322))
        .isEqualTo(tokens("localhost").sign(1795394322));
  }

  @Test
  void aTokenIsUsedForAWhileAndNeverForAnHour() {
    SasTokens tokens = tokens("localhost");
    String first = tokens.authorization();

    clock.advance(Duration.ofMinutes(10));
    assertThat(tokens.authorization()).isEqualTo(first);

    clock.advance(Duration.ofMinutes(49));
    assertThat(tokens.authorization()).isNotEqualTo(first);
  }

  @Test
  void aClockThatIsSetRightMakesANewToken() {
    SasTokens tokens = tokens("localhost");
    clock.set(Instant.parse("2031-01-01T00:00:00Z"));
    String future = tokens.authorization();

    clock.set(Instant.parse("2026-11-23T06:00:00Z"));

    assertThat(tokens.authorization()).isNotEqualTo(future);
  }

  @Test
  void theKeyIsNeverShown() {
    assertThat(key().toString()).doesNotContain(KEY.substring(0, 8));
  }
}
