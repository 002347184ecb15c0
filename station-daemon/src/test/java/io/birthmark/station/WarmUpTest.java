package io.birthmark.station;

import static org.assertj.core.api.Assertions.assertThat;

import io.birthmark.station.config.ConfigReading;
import io.birthmark.station.config.StationConfig;
import io.birthmark.station.run.RunOutcome;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A station starts whatever becomes of the rehearsal. */
@Timeout(30)
class WarmUpTest {
  private static final Duration LONG = Duration.ofSeconds(20);
  private static final Logger LOG = Logger.getLogger(WarmUp.class.getName());

  @TempDir Path dir;

  private final List<String> said = Collections.synchronizedList(new ArrayList<>());
  private final Handler ear =
      new Handler() {
        @Override
        public void publish(LogRecord entry) {
          said.add(new LogLine(/* withPriority= */ false).format(entry).strip());
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
      };

  @BeforeEach
  void listen() {
    LOG.addHandler(ear);
  }

  @AfterEach
  void listenNoMore() {
    LOG.removeHandler(ear);
  }

  @Test
  void oneThatGoesThroughIsWaitedForAndSaysNothing() {
    CountDownLatch done = new CountDownLatch(1);
    WarmUp.begin(
            () -> {
              done.countDown();
              return new RunOutcome.Pass();
            })
        .await(LONG);
    assertThat(done.getCount()).isZero();
    assertThat(said).isEmpty();
  }

  @Test
  void oneThatFailsIsAWarningWithItsReason() {
    WarmUp.begin(
            () -> {
              throw new NoClassDefFoundError("tss/Tpm");
            })
        .await(LONG);
    assertThat(said)
        .singleElement()
        .asString()
        .startsWith("WARNING no run could be rehearsed")
        .contains("NoClassDefFoundError", "tss/Tpm");
  }

  @Test
  void oneThatDoesNotEndIsNotWaitedForLongerThanALittle() {
    CountDownLatch never = new CountDownLatch(1);
    WarmUp.begin(
            () -> {
              try {
                never.await();
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
              return new RunOutcome.Pass();
            })
        .await(Duration.ofMillis(50));
    assertThat(said).singleElement().asString().contains("it is not waited for");
    never.countDown();
  }

  @Test
  void onlyAStationWithASlotForTpmsRehearsesARun() throws Exception {
    assertThat(WarmUp.begin(with("element = \"tpm2\"\ndevice = \"/dev/a\""), Clock.systemUTC()))
        .isPresent();
    assertThat(
            WarmUp.begin(
                with("element = \"pkcs11\"\nmodule = \"/m.so\"\ntoken_label = \"a\""),
                Clock.systemUTC()))
        .isEmpty();
  }

  private StationConfig with(String slot) throws Exception {
    Path roots = dir.resolve("roots");
    Path unused = Files.createDirectories(roots);
    Path file =
        Files.writeString(
            dir.resolve("birthmark.toml"),
            """
            [station]
            id = "line3-a"
            [dps]
            service = "factory.example"
            id_scope = "0ne00ABCDEF"
            policy = "line"
            [product.press]
            attestation = "%s"
            %s
            [tpm]
            ek_roots = "roots"
            %s
            [[slot]]
            name = "A"
            %s
            """
                .formatted(
                    slot.contains("pkcs11") ? "x509" : "tpm",
                    slot.contains("pkcs11") ? "registration_id = \"press-{serial}\"" : "",
                    slot.contains("pkcs11") ? "[issuer]\nmodule = \"/m.so\"\ntoken = \"ca\"" : "",
                    slot));
    ConfigReading reading = StationConfig.load(file, Map.of());
    if (reading instanceof ConfigReading.Refused refused) {
      throw new AssertionError(refused.text());
    }
    return ((ConfigReading.Loaded) reading).config();
  }
}
