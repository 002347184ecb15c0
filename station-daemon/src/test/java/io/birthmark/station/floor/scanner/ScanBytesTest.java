package io.birthmark.station.floor.scanner;

import static org.assertj.core.api.Assertions.assertThat;

import io.birthmark.station.floor.Scan;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** From the bytes of an input device to a scan. */
class ScanBytesTest {
  private static final int LONG = 8;

  private final ScanKeys keys = new ScanKeys();
  private Duration now = Duration.ofHours(1);

  @ParameterizedTest
  @ValueSource(ints = {4, 8})
  void aScanIsReadWhateverTheSizeOfAKernelsLong(int longSize) {
    assertThat(read(longSize, new Recorded(longSize).digits("000417").enter().bytes()))
        .containsExactly(new Scan.Text("000417"));
  }

  @Test
  void aRecordHas24BytesWithA64BitLongAnd16WithA32BitOne() {
    assertThat(new InputEvents(8).recordSize()).isEqualTo(24);
    assertThat(new InputEvents(4).recordSize()).isEqualTo(16);
  }

  @Test
  void lettersShiftAndSignsAreThoseOfAUsKeyboard() {
    byte[] bytes =
        new Recorded(LONG)
            .shifted(30)
            .key(48)
            .key(12)
            .shifted(12)
            .shifted(39)
            .key(52)
            .key(53)
            .key(79)
            .key(82)
            .key(57)
            .shifted(3)
            .enter()
            .bytes();
    assertThat(read(LONG, bytes)).containsExactly(new Scan.Text("Ab-_:./10 @"));
  }

  @Test
  void theSquareCodeOfALabelIsReadWithItsSpaces() {
    byte[] bytes =
        new Recorded(LONG)
            .letters("press")
            .key(12)
            .digits("000417")
            .key(57)
            .digits("000417")
            .key(57)
            .digits("1")
            .enter()
            .bytes();
    assertThat(read(LONG, bytes)).containsExactly(new Scan.Text("press-000417 000417 1"));
  }

  @Test
  void bytesMayComeInPieces() {
    byte[] bytes = new Recorded(LONG).digits("000417").enter().digits("000418").enter().bytes();
    InputEvents events = new InputEvents(LONG);
    List<Scan> scans = new ArrayList<>();
    for (int at = 0; at < bytes.length; at += 7) {
      byte[] piece = Arrays.copyOfRange(bytes, at, Math.min(at + 7, bytes.length));
      events.add(piece).forEach(event -> keys.hear(event, now).ifPresent(scans::add));
    }
    assertThat(scans).containsExactly(new Scan.Text("000417"), new Scan.Text("000418"));
  }

  @Test
  void anEnterAloneIsNothing() {
    assertThat(read(LONG, new Recorded(LONG).enter().digits("1").enter().enter().bytes()))
        .containsExactly(new Scan.Text("1"));
  }

  @Test
  void aKeyThatTypesNothingSpoilsTheScanAndNotTheNext() {
    int f13 = 183;
    List<Scan> scans =
        read(LONG, new Recorded(LONG).digits("00").key(f13).digits("17").enter().bytes());
    assertThat(scans).hasSize(1).first().isInstanceOf(Scan.Unreadable.class);
    assertThat(read(LONG, new Recorded(LONG).digits("000417").enter().bytes()))
        .containsExactly(new Scan.Text("000417"));
  }

  @Test
  void aScanWithoutEndIsTooLongAndTakesNoMoreRoom() {
    byte[] endless = new Recorded(LONG).digits("1".repeat(5000)).enter().bytes();
    assertThat(read(LONG, endless))
        .containsExactly(new Scan.Unreadable("has more than 300 characters"));
  }

  @Test
  void eventsThatTheKernelDroppedSpoilTheScan() {
    Recorded recorded = new Recorded(LONG).event(InputEvent.KEY, UsKeyboard.LEFT_SHIFT, 1);
    byte[] bytes =
        recorded.digits("0004").event(InputEvent.SYNCHRONISATION, InputEvent.DROPPED, 0).bytes();
    assertThat(read(LONG, bytes)).isEmpty();
    assertThat(read(LONG, new Recorded(LONG).digits("17").enter().bytes()))
        .containsExactly(new Scan.Unreadable("lacks characters that the kernel had no room for"));
    // The release of the shift key may have been among them.
    assertThat(read(LONG, new Recorded(LONG).digits("000417").enter().bytes()))
        .containsExactly(new Scan.Text("000417"));
  }

  @Test
  void halfAScanIsForgottenAfterAPause() {
    assertThat(read(LONG, new Recorded(LONG).digits("000").bytes())).isEmpty();
    now = now.plus(ScanKeys.PAUSE).plusMillis(1);
    assertThat(read(LONG, new Recorded(LONG).digits("000418").enter().bytes()))
        .containsExactly(new Scan.Text("000418"));
  }

  @Test
  void aKeyThatIsHeldDownTypesOnce() {
    Recorded recorded = new Recorded(LONG).event(InputEvent.KEY, 2, 1);
    for (int i = 0; i < 10; i++) {
      recorded.event(InputEvent.KEY, 2, 2);
    }
    assertThat(read(LONG, recorded.event(InputEvent.KEY, 2, 0).enter().bytes()))
        .containsExactly(new Scan.Text("1"));
  }

  @Test
  void bytesThatAreNoEventsMakeNoScan() {
    byte[] noise = new byte[4096];
    for (int i = 0; i < noise.length; i++) {
      noise[i] = (byte) (i * 31 + 7);
    }
    assertThat(read(LONG, noise)).isEmpty();
  }

  private List<Scan> read(int longSize, byte[] bytes) {
    List<Scan> scans = new ArrayList<>();
    new InputEvents(longSize)
        .add(bytes)
        .forEach(event -> keys.hear(event, now).ifPresent(scans::add));
    return scans;
  }
}
