package io.birthmark.hsm.tpm;

import static org.assertj.core.api.Assertions.assertThat;

import io.birthmark.hsm.Attestation;
import io.birthmark.hsm.ElementException;
import io.birthmark.hsm.IdentityRecord;
import io.birthmark.hsm.Problem;
import io.birthmark.hsm.simulated.SoftwareTpm;
import io.birthmark.hsm.tpm.transport.TpmTransport;
import java.util.List;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A run that ends in the middle, at every command there is, and the run after it. */
class CutOffTest {
  private static final Line LINE = new Line();

  private static IdentityRecord first(Attestation attestation) {
    return Line.record("000480", attestation);
  }

  private static IdentityRecord second(Attestation attestation) {
    return RecordsOf.at(first(attestation), "2031-01-01T00:00:00Z", "line9-z");
  }

  /** That a shutdown was cut off is worth a warning on a line; here it is the point. */
  private static final Logger LOG = Logger.getLogger(TpmElement.class.getName());

  @BeforeAll
  static void beQuiet() {
    LOG.setLevel(Level.OFF);
  }

  @AfterAll
  static void removeLine() {
    LOG.setLevel(null);
    LINE.close();
  }

  /** After so many commands the connection is gone; the last one's response is lost. */
  private static TpmTransport dyingAfter(int commands, SoftwareTpm tpm) {
    return new Tap(
        Line.open(tpm),
        (number, command, onward) -> {
          if (number <= commands) {
            byte[] response = onward.send(command);
            if (number < commands) {
              return response;
            }
          }
          throw ElementException.passing(Problem.ofDevice("test.cut", "Cut off.", "Go on."));
        });
  }

  /** The commands of a first run in which every step acts, with the shutdown. */
  private static int commandsOfAFirstRun(Attestation attestation) {
    try (SoftwareTpm tpm = LINE.bareCopy()) {
      TpmElement element = LINE.connect(tpm);
      IdentityRecord first = first(attestation);
      assertThat(Line.provision(element, first)).isEqualTo(first);
      element.close();
      return element.cost().total();
    }
  }

  private static void runThatIsCutOff(SoftwareTpm tpm, int commands, Attestation attestation) {
    String code;
    try (TpmElement element = LINE.connect(dyingAfter(commands, tpm))) {
      IdentityRecord unused = Line.provision(element, first(attestation));
      code = "went through";
    } catch (ElementException e) {
      code = e.problem().code();
    }
    // Only the shutdown is missed by nobody.
    assertThat(code).as("cut after %d", commands).isIn("test.cut", "went through");
  }

  private static void nextRunEndsWell(SoftwareTpm tpm, int commands, Attestation attestation) {
    boolean wasWhole;
    try (TpmElement element = LINE.connect(tpm)) {
      wasWhole = Line.fit(element).record().isPresent();
    }
    try (TpmElement element = LINE.connect(tpm)) {
      assertThat(Line.provision(element, second(attestation)))
          .as("cut after %d", commands)
          .isEqualTo(wasWhole ? first(attestation) : second(attestation));
    }
    String inventory = new MakersNv(tpm).inventory();
    assertThat(inventory.lines().filter(line -> line.contains("0x81")))
        .as("cut after %d", commands)
        .containsExactlyElementsOf(keys(attestation));
    assertThat(inventory.lines().filter(line -> line.contains("0x18")))
        .containsExactlyElementsOf(indices(attestation));
    for (String index : indices(attestation)) {
      assertThat(Tools.run(tpm, "tpm2_nvreadpublic " + index.substring(2))).contains("writelocked");
    }
    assertThat(loaded(tpm)).as("cut after %d", commands).isEmpty();
  }

  private static List<String> keys(Attestation attestation) {
    return switch (attestation) {
      case TPM -> List.of("- 0x81000001", "- 0x81010001", "- 0x81010016");
      case X509 -> List.of("- 0x81000001", "- 0x81000101", "- 0x81010001", "- 0x81010016");
      case SYMMETRIC_KEY -> List.of("- 0x81000001", "- 0x81000102", "- 0x81010001", "- 0x81010016");
    };
  }

  private static List<String> indices(Attestation attestation) {
    return attestation == Attestation.X509
        ? List.of("- 0x1800100", "- 0x1800101")
        : List.of("- 0x1800100");
  }

  private static String loaded(SoftwareTpm tpm) {
    return Tools.run(tpm, "tpm2_getcap handles-transient; tpm2_getcap handles-loaded-session");
  }

  @ParameterizedTest
  @EnumSource
  void afterAPowerCutAtAnyCommandTheNextRunEndsWithTheSameIdentity(Attestation attestation)
      throws Exception {
    int all = commandsOfAFirstRun(attestation);
    assertThat(all).isGreaterThan(20);
    for (int commands = 1; commands <= all; commands++) {
      try (SoftwareTpm tpm = LINE.bareCopy()) {
        runThatIsCutOff(tpm, commands, attestation);
        tpm.powerCycle();
        nextRunEndsWell(tpm, commands, attestation);
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void afterALostConnectionAtAnyCommandTheNextRunClearsUpAndEndsWithTheSameIdentity(
      Attestation attestation) {
    int all = commandsOfAFirstRun(attestation);
    for (int commands = 1; commands <= all; commands++) {
      try (SoftwareTpm tpm = LINE.bareCopy()) {
        runThatIsCutOff(tpm, commands, attestation);
        nextRunEndsWell(tpm, commands, attestation);
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void aCommandThatIsRefusedAnywhereLeavesNothingLoaded(Attestation attestation) {
    int all = commandsOfAFirstRun(attestation);
    int flushes = 0;
    for (int commands = 1; commands <= all; commands++) {
      int refused = commands;
      boolean[] flush = new boolean[1];
      try (SoftwareTpm tpm = LINE.bareCopy()) {
        try (TpmElement element =
            LINE.connect(
                new Tap(
                    Line.open(tpm),
                    (number, command, onward) -> {
                      if (number != refused) {
                        return onward.send(command);
                      }
                      flush[0] = Tap.code(command) == 0x165 /* FlushContext */;
                      return Tap.refusal(0x923 /* NV_UNAVAILABLE */);
                    }))) {
          IdentityRecord unused = Line.provision(element, first(attestation));
          assertThat(refused).as("only the shutdown is not missed").isEqualTo(all);
        } catch (ElementException e) {
          assertThat(e.problem().code()).isEqualTo("tpm.refused-command");
        }
        if (flush[0]) {
          flushes++;
        } else {
          assertThat(loaded(tpm)).as("command %d refused", refused).isEmpty();
        }
      }
    }
    // What could not be flushed is the next run's to flush, see above.
    assertThat(flushes).isEqualTo(attestation == Attestation.TPM ? 2 : 3);
  }
}
