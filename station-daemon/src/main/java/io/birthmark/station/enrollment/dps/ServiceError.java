package io.birthmark.station.enrollment.dps;

import com.fasterxml.jackson.databind.JsonNode;
import io.birthmark.station.journal.ServiceTrace;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Optional;

/**
 * An error in the service's words, as far as it could be made out.
 *
 * @param code six digits, of which the first three are an HTTP status
 * @param message one line, cut to what fits a sentence
 * @param at the service's time, as the service has it
 */
record ServiceError(
    Optional<Integer> code,
    Optional<String> message,
    Optional<String> trackingId,
    Optional<Instant> at) {
  private static final int LONGEST_MESSAGE = 200;
  private static final int LONGEST_ID = 100;

  /** Of an error body. */
  static ServiceError of(JsonNode json, Optional<String> requestId) {
    return new ServiceError(
        code(json.path("errorCode")),
        line(json.path("message"), LONGEST_MESSAGE),
        line(json.path("trackingId"), LONGEST_ID).or(() -> requestId),
        time(json.path("timestampUtc")));
  }

  /** Of one element of a bulk answer's errors. */
  static ServiceError ofItem(JsonNode json, Optional<String> requestId) {
    return new ServiceError(
        code(json.path("errorCode")),
        line(json.path("errorStatus"), LONGEST_MESSAGE),
        requestId,
        Optional.empty());
  }

  ServiceTrace trace() {
    return new ServiceTrace(code.map(String::valueOf), trackingId);
  }

  /** The HTTP status that the code belongs to; 0 without a code. */
  int family() {
    return code.map(c -> c / 1000).orElse(0);
  }

  /** For example {@code 400004 "Endorsement key is invalid"}. */
  String quoted() {
    return code.map(c -> "code " + c).orElse("no code")
        + message.map(m -> ", \"" + m + "\"").orElse("");
  }

  private static Optional<Integer> code(JsonNode node) {
    if (node.isIntegralNumber() && node.canConvertToInt()) {
      return Optional.of(node.intValue()).filter(code -> code > 0);
    }
    return node.isTextual() && node.textValue().matches("[0-9]{1,9}")
        ? Optional.of(Integer.parseInt(node.textValue()))
        : Optional.empty();
  }

  private static Optional<Instant> time(JsonNode node) {
    try {
      return Optional.of(Instant.parse(node.asText("")));
    } catch (DateTimeParseException e) {
      // Then the answer's Date header has to do.
      return Optional.empty();
    }
  }

  private static Optional<String> line(JsonNode node, int longest) {
    if (!node.isTextual()) {
      return Optional.empty();
    }
    String text = node.textValue().replaceAll("\\p{Cntrl}+", " ").strip();
    String cut = text.length() <= longest ? text : text.substring(0, longest) + "…";
    return Optional.of(cut).filter(line -> !line.isEmpty());
  }
}
