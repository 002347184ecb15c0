package io.birthmark.hsm.tpm;

import static org.assertj.core.api.Assertions.assertThat;

import io.birthmark.hsm.IdentityRecord;
import io.birthmark.hsm.simulated.SoftwareTpm;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** A run is rehearsed with a TPM of paper: it takes what a first run says. */
class PaperTpmTest {
  private static final IdentityRecord RECORD = Line.record("000417");

  @Test
  void aWholeRunGoesThroughIt() {
    try (TpmElement element = PaperTpm.element()) {
      assertThat(Line.provision(element, RECORD)).isEqualTo(RECORD);
    }
  }

  @Test
  void itIsBlankEachTime() {
    try (TpmElement first = PaperTpm.element();
        TpmElement second = PaperTpm.element()) {
      assertThat(Line.provision(first, RECORD)).isEqualTo(RECORD);
      assertThat(Line.fit(second).record()).isEmpty();
    }
  }

  @Test
  void itIsAskedWhatATpmIsAskedAtItsFirstRun() {
    Set<String> ofPaper;
    try (TpmElement element = PaperTpm.element()) {
      IdentityRecord unused = Line.provision(element, RECORD);
      element.close();
      ofPaper = element.cost().commands().keySet();
    }
    try (Line line = new Line();
        SoftwareTpm tpm = line.newTpm();
        TpmElement element = line.connect(tpm)) {
      IdentityRecord unused = Line.provision(element, RECORD);
      element.close();
      Set<String> real = new TreeSet<>(element.cost().commands().keySet());
      // Paper is switched on already, and no maker has put an EK at its place.
      real.removeAll(Set.of("Startup", "ReadPublic"));
      assertThat(ofPaper).containsAll(real);
    }
  }
}
