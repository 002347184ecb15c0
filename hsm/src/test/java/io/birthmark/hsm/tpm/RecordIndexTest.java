package io.birthmark.hsm.tpm;

import static org.assertj.core.api.Assertions.assertThat;

import io.birthmark.hsm.IdentityRecord;
import io.birthmark.hsm.KeyKind;
import io.birthmark.hsm.Plan;
import io.birthmark.hsm.Problem;
import io.birthmark.hsm.Wanted;
import io.birthmark.hsm.simulated.SoftwareTpm;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tss.tpm.TPM_CC;

/** NV index 0x01800100: what may stand in it, and what gives way. */
class RecordIndexTest {
  private static final Line LINE = new Line();
  private static final String OURS = "ownerwrite|ownerread|authread|no_da|writedefine";
  private static final IdentityRecord RECORD = Line.record("000470");

  private SoftwareTpm tpm;

  @AfterAll
  static void removeLine() {
    LINE.close();
  }

  @BeforeEach
  void switchOn() {
    tpm = LINE.copy();
    Tools.run(tpm, "tpm2_startup -c");
  }

  @AfterEach
  void switchOff() {
    tpm.close();
  }

  private void define(int size, String attributes) {
    Tools.run(tpm, "tpm2_nvdefine -Q -C o -s " + size + " -a '" + attributes + "' 0x01800100");
  }

  private void write(String content) {
    Tools.run(tpm, "printf '%s' '" + content + "' | tpm2_nvwrite -Q -C o -i- 0x01800100");
  }

  private static String json(IdentityRecord record) {
    return new String(record.toBytes().toArray(), StandardCharsets.UTF_8);
  }

  private String stored() {
    return Tools.run(tpm, "tpm2_nvread 0x01800100");
  }

  private IdentityRecord provision(IdentityRecord record) {
    try (TpmElement element = LINE.connect(tpm)) {
      return Line.provision(element, record);
    }
  }

  private Problem refusal() {
    return refusal(Wanted.first(RECORD));
  }

  private Problem refusal(Wanted wanted) {
    String before = new MakersNv(tpm).inventory();
    try (TpmElement element = LINE.connect(tpm)) {
      Line.fit(element);
      if (element.plan(wanted) instanceof Plan.Refused refused) {
        return refused.problem();
      }
      throw new AssertionError("not refused");
    } finally {
      assertThat(new MakersNv(tpm).inventory()).isEqualTo(before);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "ownerwrite|ownerread",
        "ownerwrite|ownerread|authread|no_da",
        "ownerwrite|ownerread|authread|writedefine",
        "ownerwrite|ownerread|authread|authwrite|no_da|writedefine",
        "ownerwrite|ownerread|authread|no_da|writedefine|write_stclear"
      })
  void anIndexWithOtherAttributesIsInUse(String attributes) {
    define(64, attributes);
    Problem problem = refusal();
    assertThat(problem.code()).isEqualTo("nv.in-use");
    assertThat(problem.sentence()).contains("0x01800100", "other attributes");
    assertThat(problem.action()).contains("tpm2_nvundefine 0x01800100");
  }

  @Test
  void anIndexWithAPasswordIsInUseAndNoPasswordIsTriedOnIt() {
    Tools.run(
        tpm, "tpm2_nvdefine -Q -C o -s 8 -p secret -a 'ownerwrite|authread|ownerread' 0x01800100");
    write("12345678");
    assertThat(refusal().code()).isEqualTo("nv.in-use");
    assertThat(Tools.run(tpm, "tpm2_getcap properties-variable"))
        .containsPattern("TPM2_PT_LOCKOUT_COUNTER: 0x0");
  }

  @Test
  void anIndexOfOurAttributesWithAPasswordIsInUse() {
    Tools.run(tpm, "tpm2_nvdefine -Q -C o -s 8 -p secret -a '" + OURS + "' 0x01800100");
    write("12345678");
    Problem problem = refusal();
    assertThat(problem.code()).isEqualTo("nv.in-use");
    assertThat(problem.sentence()).contains("password");
  }

  @Test
  void lockedContentThatIsNoRecordIsInUse() {
    define(5, OURS);
    write("hello");
    Tools.run(tpm, "tpm2_nvwritelock -C o 0x01800100");
    Problem problem = refusal();
    assertThat(problem.code()).isEqualTo("nv.in-use");
    assertThat(problem.sentence()).contains("locked");
  }

  @Test
  void contentThatWasNeverLockedGivesWay() {
    define(5, OURS);
    write("hello");
    assertThat(provision(RECORD)).isEqualTo(RECORD);
    assertThat(stored()).isEqualTo(json(RECORD));
  }

  @Test
  void anIndexThatWasDefinedButNeverWrittenIsFilled() {
    define(RECORD.toBytes().size(), OURS);
    assertThat(provision(RECORD)).isEqualTo(RECORD);
  }

  @Test
  void anIndexOfAnotherSizeThatWasNeverWrittenGivesWay() {
    define(1500, OURS);
    assertThat(provision(RECORD)).isEqualTo(RECORD);
    assertThat(stored()).isEqualTo(json(RECORD));
  }

  @Test
  void halfARecordIsWrittenAfresh() {
    define(RECORD.toBytes().size(), OURS);
    write(json(RECORD).substring(0, 100));
    try (TpmElement element = LINE.connect(tpm)) {
      assertThat(Line.fit(element).record()).isEmpty();
    }
    assertThat(provision(RECORD)).isEqualTo(RECORD);
  }

  @Test
  void aWholeRecordThatWasNotLockedIsLockedAndKept() {
    IdentityRecord earlier = RECORD;
    define(earlier.toBytes().size(), OURS);
    write(json(earlier));
    IdentityRecord later = RecordsOf.at(RECORD, "2031-01-01T00:00:00Z", "line9-z");
    try (TpmElement element = LINE.connect(tpm)) {
      assertThat(Line.provision(element, later)).isEqualTo(earlier);
      assertThat(element.cost().commands())
          .containsEntry("NV_WriteLock", 1)
          .doesNotContainKeys("NV_Write", "NV_DefineSpace");
    }
    assertThat(Tools.run(tpm, "tpm2_nvreadpublic 0x01800100")).contains("writelocked");
  }

  @Test
  void anotherIdentityIsToldWithWhatDiffers() {
    provision(RECORD);
    Problem problem = refusal(Wanted.first(Line.record("000471")));
    assertThat(problem.code()).isEqualTo("nv.another-identity");
    assertThat(problem.sentence())
        .contains("press-000470", "serial 000470", "registrationId, serial");
    assertThat(problem.action()).contains("birthmark void 000470");
    assertThat(stored()).isEqualTo(json(RECORD));
  }

  @Test
  void anotherIdentityThatWasNotLockedIsToldToo() {
    define(RECORD.toBytes().size(), OURS);
    write(json(RECORD));
    assertThat(refusal(Wanted.first(Line.record("000472"))).code())
        .isEqualTo("nv.another-identity");
  }

  @Test
  void aVoidedIdentityGivesWay() {
    provision(RECORD);
    IdentityRecord next = Line.record("000473-rework");
    List<IdentityRecord> asked = new ArrayList<>();
    try (TpmElement element = LINE.connect(tpm)) {
      Wanted wanted =
          Line.wanted(
              next,
              KeyKind.P256,
              existing -> {
                asked.add(existing);
                return true;
              });
      assertThat(Line.provision(element, wanted).record()).isEqualTo(next);
    }
    assertThat(asked).containsExactly(RECORD);
    assertThat(stored()).isEqualTo(json(next));
    assertThat(Tools.run(tpm, "tpm2_nvreadpublic 0x01800100")).contains("writelocked");
  }

  @Test
  void aFullTpmIsToldAndNothingIsLeftLoaded() {
    Tools.run(
        tpm,
        "i=$((0x01800200)); while tpm2_nvdefine -Q -C o -s 2048 -a 'ownerwrite|ownerread' $i"
            + " 2>/dev/null; do i=$((i+1)); done; while tpm2_nvdefine -Q -C o -s 64 -a"
            + " 'ownerwrite|ownerread' $i 2>/dev/null; do i=$((i+1)); done");
    try (TpmElement element = LINE.connect(tpm)) {
      Problem problem = Line.problemOf(() -> Line.provision(element, RECORD));
      assertThat(problem.code()).isEqualTo("nv.full");
      assertThat(problem.fault()).isEqualTo(Problem.Fault.DEVICE);
    }
    assertThat(Tools.run(tpm, "tpm2_getcap handles-transient")).isEmpty();
    assertThat(Tools.run(tpm, "tpm2_getcap handles-nv-index")).doesNotContain("1800100");
  }

  @Test
  void aTpmThatIsFullAlreadyForTheEkSaysSoAndNotSomethingElse() {
    Tools.run(tpm, "tpm2_evictcontrol -Q -C o -c 0x81010001");
    try (TpmElement element =
        LINE.connect(
            new Tap(
                Line.open(tpm),
                (number, command, onward) ->
                    Tap.code(command) == TPM_CC.EvictControl.toInt()
                        ? Tap.refusal(0x14B /* NV_SPACE */)
                        : onward.send(command)))) {
      assertThat(Line.brokenOff(() -> Line.provision(element, RECORD))).isEqualTo("nv.full");
    }
    assertThat(Tools.run(tpm, "tpm2_getcap handles-transient")).isEmpty();
  }

  @Test
  void aRecordThatIsTooLongIsRefusedBeforeAnythingIsWritten() {
    int spare = IdentityRecord.MAX_BYTES - RecordsOf.urlOf(RECORD, "").toBytes().size();
    Problem problem = refusal(Wanted.first(RecordsOf.urlOf(RECORD, "x".repeat(spare + 1))));
    assertThat(problem.code()).isEqualTo("record.too-long");
    assertThat(problem.fault()).isEqualTo(Problem.Fault.STATION);
    assertThat(problem.sentence()).contains("1025 bytes", "1024");
  }

  @Test
  void theLongestRecordFits() {
    int spare = IdentityRecord.MAX_BYTES - RecordsOf.urlOf(RECORD, "").toBytes().size();
    IdentityRecord longest = RecordsOf.urlOf(RECORD, "x".repeat(spare));
    assertThat(provision(longest)).isEqualTo(longest);
    assertThat(provision(longest)).isEqualTo(longest);
    assertThat(stored()).hasSize(1024);
  }

  @ParameterizedTest
  @ValueSource(ints = {64, 100, 1024})
  void itIsWrittenAndReadInThePiecesThatTheTpmTakes(int most) {
    List<Integer> sizes = new ArrayList<>();
    try (TpmElement element =
        LINE.connect(
            new Tap(
                Line.open(tpm),
                (number, command, onward) -> {
                  if (Tap.code(command) == TPM_CC.NV_Write.toInt()) {
                    // Header, two handles, a password session; then the data's size.
                    sizes.add((int) ByteBuffer.wrap(command).getShort(10 + 8 + 4 + 9));
                  }
                  return withNvBufferMax(most, onward.send(command));
                }))) {
      assertThat(Line.provision(element, RECORD)).isEqualTo(RECORD);
    }
    assertThat(sizes).allMatch(size -> size <= most);
    assertThat(sizes.stream().mapToInt(Integer::intValue).sum()).isEqualTo(RECORD.toBytes().size());
    assertThat(stored()).isEqualTo(json(RECORD));
  }

  /** Rewrites TPM_PT_NV_BUFFER_MAX wherever it stands in a response. */
  private static byte[] withNvBufferMax(int most, byte[] response) {
    ByteBuffer buffer = ByteBuffer.wrap(response);
    boolean properties =
        response.length > 19 && buffer.getInt(6) == 0 && buffer.getInt(11) == 6 /* PROPERTIES */;
    for (int at = 19; properties && at + 8 <= response.length; at += 8) {
      if (buffer.getInt(at) == 0x12C) {
        buffer.putInt(at + 4, most);
      }
    }
    return response;
  }

  @Test
  void aTpmThatOnlySaysThatItLockedIsFoundOut() {
    byte[] done = HexFormat.of().parseHex("8002000000130000000000000000" + "0000010000");
    assertThat(
            endOfARun(
                (number, command, onward) ->
                    Tap.code(command) == TPM_CC.NV_WriteLock.toInt() ? done : onward.send(command)))
        .isEqualTo("nv.read-back-differs");
  }

  @Test
  void aTpmThatGivesBackSomethingElseIsFoundOut() {
    boolean[] written = new boolean[1];
    assertThat(
            endOfARun(
                (number, command, onward) -> {
                  byte[] response = onward.send(command);
                  written[0] |= Tap.code(command) == TPM_CC.NV_Write.toInt();
                  if (written[0] && Tap.code(command) == TPM_CC.NV_Read.toInt()) {
                    response[16] ^= 1;
                  }
                  return response;
                }))
        .isEqualTo("nv.read-back-differs");
  }

  private String endOfARun(Tap.Talk talk) {
    try (TpmElement element = LINE.connect(new Tap(Line.open(tpm), talk))) {
      return Line.brokenOff(() -> Line.provision(element, RECORD));
    }
  }

  @Test
  void anIndexThatTheConfigurationNamesIsUsedInstead() {
    try (TpmElement element =
        new TpmElement(Line.open(tpm), LINE.require(), 0x01800123, new SecureRandom())) {
      Line.provision(element, RECORD);
    }
    assertThat(Tools.run(tpm, "tpm2_nvread 0x01800123")).isEqualTo(json(RECORD));
    assertThat(Tools.run(tpm, "tpm2_getcap handles-nv-index")).doesNotContain("1800100");
  }
}
