package io.birthmark.emulator.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.birthmark.emulator.faults.FaultSpec.Kind;
import io.birthmark.emulator.faults.FaultSpec.Target;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The compact form of --faults. */
class FaultSpecTest {

  @Test
  void readsEveryName() {
    FaultSpec spec =
        FaultSpec.parse(
            "throttle=0.05,server-error=0.02,unavailable=1,slow=0.1:300ms,drop-before=.01,"
                + "drop-after=0.01,partial=0,storm=0.01:5s,wrong-etag=0.2,clock=-7200s,seed=-42,on=device");
    assertThat(spec.chanceOf(Kind.THROTTLE)).isEqualTo(0.05);
    assertThat(spec.chanceOf(Kind.SERVER_ERROR)).isEqualTo(0.02);
    assertThat(spec.chanceOf(Kind.UNAVAILABLE)).isEqualTo(1);
    assertThat(spec.chanceOf(Kind.SLOW)).isEqualTo(0.1);
    assertThat(spec.slowness()).isEqualTo(Duration.ofMillis(300));
    assertThat(spec.chanceOf(Kind.DROP_BEFORE)).isEqualTo(0.01);
    assertThat(spec.chanceOf(Kind.DROP_AFTER)).isEqualTo(0.01);
    assertThat(spec.chanceOf(Kind.PARTIAL)).isZero();
    assertThat(spec.chanceOf(Kind.STORM)).isEqualTo(0.01);
    assertThat(spec.storm()).isEqualTo(Duration.ofSeconds(5));
    assertThat(spec.chanceOf(Kind.WRONG_ETAG)).isEqualTo(0.2);
    assertThat(spec.skew()).isEqualTo(Duration.ofHours(-2));
    assertThat(spec.seed()).hasValue(-42);
    assertThat(spec.target()).isEqualTo(Target.DEVICE);
  }

  @Test
  void secondsAreADurationToo() {
    assertThat(FaultSpec.parse("slow=1:30s").slowness()).isEqualTo(Duration.ofSeconds(30));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "trottle=0.1                | character 1: 'trottle' is unknown; allowed names are throttle,",
        "throttle=0.1,slow          | character 14: 'slow' is not NAME=VALUE",
        "throttle=0.1,              | character 14: '' is not NAME=VALUE",
        "throttle=2                 | character 10: '2' must be a chance from 0 to 1",
        "throttle=1.5               | character 10: '1.5' must be a chance",
        "throttle=often             | character 10: 'often' must be a chance",
        "slow=0.1                   | character 6: '0.1' must be CHANCE:DURATION",
        "slow=0.1:3h                | character 6: '0.1:3h' must be CHANCE:DURATION",
        "seed=x                     | character 6: 'x' must be a whole number",
        "on=hub                     | character 4: 'hub' must be all, service, upload or device",
        "storm=0.1                  | character 7: '0.1' must be CHANCE:DURATION",
        "clock=90                   | character 7: '90' must be how far the clock is off",
        "clock=+1s,clock=+2s        | character 11: clock is given twice",
        "partial=0.1,partial=0.2    | character 13: partial is given twice",
      })
  void namesThePlaceAndWhatIsAllowed(String spec, String message) {
    assertThatThrownBy(() -> FaultSpec.parse(spec))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(message);
  }
}
