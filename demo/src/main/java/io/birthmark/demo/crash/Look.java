package io.birthmark.demo.crash;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.Map;
import java.util.Optional;

/**
 * What stands in a device, as programs that are not ours show it.
 *
 * @param contents all that outlives power-off, in words to be compared and nothing else
 * @param evidence what the service must know to recognise the device, base64, by the attestation:
 *     of {@code tpm} the EK, of {@code x509} bytes that begin with the leaf
 * @param record the text of the identity record; empty while there is none
 * @param locked whether the record is locked; a token's always is
 * @param leftovers what is loaded and should not be
 */
record Look(
    String contents,
    Map<String, String> evidence,
    Optional<String> record,
    boolean locked,
    String leftovers) {

  static final Look BLANK = new Look("blank", Map.of(), Optional.empty(), false, "");

  /** Of a device that the simulation did not keep whole: nobody can tell what was in it. */
  static final Look TORN = new Look("torn", Map.of(), Optional.empty(), false, "");

  Look {
    evidence = Map.copyOf(evidence);
  }

  /** A member of the identity record; empty when there is no whole record. */
  Optional<String> recorded(String member) {
    return record
        .flatMap(Look::json)
        .map(json -> json.path(member))
        .filter(JsonNode::isTextual)
        .map(JsonNode::asText);
  }

  private static Optional<JsonNode> json(String text) {
    try {
      return Optional.of(new ObjectMapper().readTree(text));
    } catch (JsonProcessingException e) {
      // Half a record: the run that wrote it was cut off.
      return Optional.empty();
    }
  }
}
