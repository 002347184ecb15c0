package io.birthmark.hsm;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What is written into the device, so that it can register itself with nothing else: JSON, UTF-8,
 * at most {@value #MAX_BYTES} bytes, no padding.
 *
 * @param registrationUrl where the device registers, an https URL
 * @param idScope the service's ID scope
 * @param registrationId the name the enrollment bears
 * @param attestation how the device proves itself
 * @param serial the device's serial number, as on its label
 * @param key which key in the element proves it, for example {@code tpm2:0x81010001}
 * @param station which station wrote the record first; never a difference
 * @param provisionedAt when it was first written, to the second; left out when the station's clock
 *     was not trusted; never a difference
 */
public record IdentityRecord(
    String registrationUrl,
    String idScope,
    String registrationId,
    Attestation attestation,
    String serial,
    String key,
    Optional<String> station,
    Optional<Instant> provisionedAt) {

  public static final int VERSION = 1;
  public static final int MAX_BYTES = 1024;

  /** The stored bytes are exactly the record: nothing after it, and each member once. */
  private static final ObjectMapper JSON =
      JsonMapper.builder()
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .build();

  /** What a stretch of stored bytes turned out to be. */
  public sealed interface Reading {
    record Valid(IdentityRecord record) implements Reading {}

    /**
     * @param why a half sentence: "it is not JSON", "it lacks \"idScope\""
     */
    record Unreadable(String why) implements Reading {}
  }

  public Bytes toBytes() {
    ObjectNode json = JSON.createObjectNode();
    json.put("v", VERSION);
    json.put("registrationUrl", registrationUrl);
    json.put("idScope", idScope);
    json.put("registrationId", registrationId);
    json.put("attestation", attestation.word());
    json.put("serial", serial);
    json.put("key", key);
    station.ifPresent(s -> json.put("station", s));
    provisionedAt.ifPresent(
        at -> json.put("provisionedAt", at.truncatedTo(ChronoUnit.SECONDS).toString()));
    return Bytes.of(json.toString().getBytes(StandardCharsets.UTF_8));
  }

  /** Reads a record; members that this version does not know are ignored. */
  public static Reading read(Bytes stored) {
    if (stored.size() > MAX_BYTES) {
      return new Reading.Unreadable("it is longer than " + MAX_BYTES + " bytes");
    }
    JsonNode json;
    try {
      json =
          JSON.readTree(
              StandardCharsets.UTF_8
                  .newDecoder()
                  .decode(ByteBuffer.wrap(stored.toArray()))
                  .toString());
    } catch (CharacterCodingException e) {
      return new Reading.Unreadable("it is not UTF-8");
    } catch (JsonProcessingException e) {
      return new Reading.Unreadable("it is not JSON");
    }
    if (!json.isObject()) {
      return new Reading.Unreadable("it is not a JSON object");
    }
    if (!json.path("v").isInt() || json.path("v").intValue() != VERSION) {
      return new Reading.Unreadable("its version is not " + VERSION);
    }
    for (String member : List.of("registrationUrl", "idScope", "registrationId", "serial", "key")) {
      if (!json.path(member).isTextual()) {
        return new Reading.Unreadable("it lacks \"" + member + "\"");
      }
    }
    Optional<Attestation> attestation = Attestation.ofWord(json.path("attestation").asText());
    if (attestation.isEmpty()) {
      return new Reading.Unreadable("its \"attestation\" is not one we know");
    }
    return new Reading.Valid(
        new IdentityRecord(
            json.get("registrationUrl").textValue(),
            json.get("idScope").textValue(),
            json.get("registrationId").textValue(),
            attestation.get(),
            json.get("serial").textValue(),
            json.get("key").textValue(),
            Optional.ofNullable(json.path("station").textValue()),
            instant(json.path("provisionedAt"))));
  }

  private static Optional<Instant> instant(JsonNode member) {
    if (!member.isTextual()) {
      return Optional.empty();
    }
    try {
      return Optional.of(Instant.parse(member.textValue()));
    } catch (DateTimeParseException e) {
      // It tells of the first writing only; a record is not worse for a strange date.
      return Optional.empty();
    }
  }

  /**
   * The names of the identity fields in which {@code other} differs, in the record's order; empty
   * when it is the same identity.
   */
  public List<String> differences(IdentityRecord other) {
    List<String> names = new ArrayList<>();
    if (!registrationUrl.equals(other.registrationUrl)) {
      names.add("registrationUrl");
    }
    if (!idScope.equals(other.idScope)) {
      names.add("idScope");
    }
    if (!registrationId.equals(other.registrationId)) {
      names.add("registrationId");
    }
    if (attestation != other.attestation) {
      names.add("attestation");
    }
    if (!serial.equals(other.serial)) {
      names.add("serial");
    }
    if (!key.equals(other.key)) {
      names.add("key");
    }
    return List.copyOf(names);
  }
}
