package io.birthmark.endtoend;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

/** What came of one command line. */
record Said(int exit, String out, String err) {

  /** Standard output as one JSON document; fails when there is anything else. */
  JsonNode json() {
    try {
      return new ObjectMapper()
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .readTree(out);
    } catch (JsonProcessingException e) {
      throw new AssertionError("not one JSON document: " + this, e);
    }
  }

  /** How a run ended and why: {@code "FAIL tpm.lockout 1"}, the last being the exit code. */
  String ending() {
    JsonNode json = json();
    String code = json.path("problem").path("code").asText();
    return (json.path("outcome").asText() + " " + code).strip() + " " + exit;
  }

  String code() {
    return json().path("problem").path("code").asText();
  }
}
