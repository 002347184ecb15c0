package io.birthmark.hsm;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The record that is written into a device, byte for byte. */
class IdentityRecordTest {
  private static final String JSON =
      "{\"v\":1,\"registrationUrl\":\"https://global.azure-devices-provisioning.net\","
          + "\"idScope\":\"0ne00ABCDEF\",\"registrationId\":\"press-000417\","
          + "\"attestation\":\"tpm\",\"serial\":\"000417\",\"key\":\"tpm2:0x81010001\","
          + "\"station\":\"line3-a\",\"provisionedAt\":\"2026-11-22T23:41:05Z\"}";

  private static final IdentityRecord RECORD =
      new IdentityRecord(
          "https://global.azure-devices-provisioning.net",
          "0ne00ABCDEF",
          "press-000417",
          Attestation.TPM,
          "000417",
          "tpm2:0x81010001",
          Optional.of("line3-a"),
          Optional.of(Instant.parse("2026-11-22T23:41:05Z")));

  private static Bytes bytes(String text) {
    return Bytes.of(text.getBytes(StandardCharsets.UTF_8));
  }

  private static IdentityRecord read(String json) {
    if (IdentityRecord.read(bytes(json)) instanceof IdentityRecord.Reading.Valid valid) {
      return valid.record();
    }
    throw new AssertionError(IdentityRecord.read(bytes(json)));
  }

  private static String whyNot(Bytes stored) {
    if (IdentityRecord.read(stored) instanceof IdentityRecord.Reading.Unreadable unreadable) {
      return unreadable.why();
    }
    throw new AssertionError(IdentityRecord.read(stored));
  }

  @Test
  void isJsonInThisOrderWithoutBlanks() {
    assertThat(new String(RECORD.toBytes().toArray(), StandardCharsets.UTF_8)).isEqualTo(JSON);
  }

  @Test
  void isReadAsItWasWritten() {
    assertThat(read(JSON)).isEqualTo(RECORD);
  }

  @Test
  void theTimeIsToldToTheSecond() {
    IdentityRecord exact = at(Optional.of(Instant.parse("2026-11-22T23:41:00.999999999Z")));
    assertThat(new String(exact.toBytes().toArray(), StandardCharsets.UTF_8))
        .endsWith("\"provisionedAt\":\"2026-11-22T23:41:00Z\"}");
  }

  @Test
  void withoutATrustedClockTheTimeIsLeftOut() {
    assertThat(new String(at(Optional.empty()).toBytes().toArray(), StandardCharsets.UTF_8))
        .endsWith("\"station\":\"line3-a\"}");
    assertThat(read(JSON.replace(",\"provisionedAt\":\"2026-11-22T23:41:05Z\"", "")))
        .isEqualTo(at(Optional.empty()));
  }

  private static IdentityRecord at(Optional<Instant> time) {
    return new IdentityRecord(
        RECORD.registrationUrl(),
        RECORD.idScope(),
        RECORD.registrationId(),
        RECORD.attestation(),
        RECORD.serial(),
        RECORD.key(),
        RECORD.station(),
        time);
  }

  @ParameterizedTest
  @ValueSource(strings = {"\"yesterday\"", "\"\"", "17", "null", "{}"})
  void aStrangeTimeOrStationMakesARecordNotWorse(String value) {
    assertThat(
            read(JSON.replace("\"2026-11-22T23:41:05Z\"", value).replace("\"line3-a\"", "[]"))
                .differences(RECORD))
        .isEmpty();
  }

  @Test
  void membersThatThisVersionDoesNotKnowAreIgnored() {
    assertThat(read(JSON.replace("\"v\":1,", "\"v\":1,\"new\":{\"a\":[1,2]},"))).isEqualTo(RECORD);
  }

  @Test
  void blanksAndAnotherOrderAreNoDifference() {
    assertThat(
            read(
                " {\"serial\" : \"000417\",\n"
                    + JSON.replace("\"serial\":\"000417\",", "").substring(1)))
        .isEqualTo(RECORD);
  }

  @Test
  void textBeyondAsciiSurvives() {
    IdentityRecord record = read(JSON.replace("000417", "Größe-\\u00e9-\uD83D\uDD11"));
    assertThat(record.serial()).isEqualTo("Größe-é-\uD83D\uDD11");
    assertThat(IdentityRecord.read(record.toBytes()))
        .isEqualTo(new IdentityRecord.Reading.Valid(record));
  }

  @ParameterizedTest
  @ValueSource(strings = {"2", "0", "-1", "1.5", "\"1\"", "true", "null", "4294967297"})
  void anotherVersionIsNotRead(String version) {
    assertThat(whyNot(bytes(JSON.replace("\"v\":1", "\"v\":" + version))))
        .isEqualTo("its version is not 1");
  }

  @ParameterizedTest
  @ValueSource(strings = {"registrationUrl", "idScope", "registrationId", "serial", "key"})
  void aMissingMemberIsNamed(String member) {
    assertThat(whyNot(bytes(JSON.replace("\"" + member + "\"", "\"x\""))))
        .isEqualTo("it lacks \"" + member + "\"");
  }

  @Test
  void anUnknownAttestationIsNotRead() {
    assertThat(whyNot(bytes(JSON.replace("\"tpm\"", "\"pigeon\"")))).contains("attestation");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "''                | it is not a JSON object",
        "hello             | it is not JSON",
        "null              | it is not a JSON object",
        "[]                | it is not a JSON object",
        "'{\"v\":1'        | it is not JSON"
      })
  void whatIsNotAJsonObjectIsNotRead(String text, String why) {
    assertThat(whyNot(bytes(text))).isEqualTo(why);
  }

  @ParameterizedTest
  @ValueSource(strings = {"x", "{}", "\u0000", "\u0000\u0000\u0000", "\u00ff"})
  void nothingMayStandBehindIt(String rest) {
    assertThat(whyNot(bytes(JSON + rest))).isEqualTo("it is not JSON");
  }

  @Test
  void noMemberMayStandInItTwice() {
    assertThat(whyNot(bytes(JSON.replace("\"v\":1,", "\"v\":1,\"serial\":\"000418\","))))
        .isEqualTo("it is not JSON");
  }

  @ParameterizedTest
  @ValueSource(strings = {"UTF-16", "UTF-16LE", "UTF-32", "ISO-8859-1"})
  void itIsUtf8(String charset) {
    String text = JSON.replace("000417", "é");
    assertThat(whyNot(Bytes.of(text.getBytes(Charset.forName(charset))))).startsWith("it is not ");
  }

  @Test
  void itIsNotLongerThanAKibibyte() {
    String longest = JSON + " ".repeat(IdentityRecord.MAX_BYTES - JSON.length());
    assertThat(read(longest)).isEqualTo(RECORD);
    assertThat(whyNot(bytes(longest + " "))).isEqualTo("it is longer than 1024 bytes");
  }

  @Test
  void onlyIdentityFieldsAreDifferences() {
    assertThat(RECORD.differences(read(JSON.replace("line3-a", "line9-z")))).isEmpty();
    assertThat(RECORD.differences(at(Optional.empty()))).isEmpty();
  }

  @Test
  void differencesAreNamedInTheRecordsOrder() {
    IdentityRecord other =
        read(
            JSON.replace("azure", "other")
                .replace("0ne00ABCDEF", "0ne00000000")
                .replace("\"tpm\"", "\"x509\"")
                .replace("000417", "000418")
                .replace("0x81010001", "0x81000101"));
    assertThat(RECORD.differences(other))
        .containsExactly(
            "registrationUrl", "idScope", "registrationId", "attestation", "serial", "key");
  }

  /** Bytes from outside: whatever stands in the index, reading it ends with one of the readings. */
  @Test
  void noBytesAtAllBreakTheReading() {
    Fuzz.rounds(
        "identity record",
        20_000,
        random -> {
          byte[] bytes = mutated(JSON.getBytes(StandardCharsets.UTF_8), random);
          if (IdentityRecord.read(Bytes.of(bytes)) instanceof IdentityRecord.Reading.Valid valid) {
            assertThat(IdentityRecord.read(valid.record().toBytes()))
                .isEqualTo(new IdentityRecord.Reading.Valid(valid.record()));
          }
        });
  }

  private static byte[] mutated(byte[] bytes, Random random) {
    byte[] copy = bytes.clone();
    for (int times = random.nextInt(4); times >= 0; times--) {
      int at = random.nextInt(copy.length);
      switch (random.nextInt(3)) {
        case 0 -> copy[at] = (byte) random.nextInt();
        case 1 -> copy[at] = (byte) "{}[]\",:\\\u007f".charAt(random.nextInt(9));
        default -> copy = Arrays.copyOf(copy, 1 + random.nextInt(copy.length));
      }
    }
    return copy;
  }
}
