package io.birthmark.station.cli;

import com.fasterxml.jackson.databind.JsonNode;
import io.birthmark.station.verb.Answer;
import io.birthmark.station.verb.ExitCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Puts the proof of an answer where the person who asked wants it. */
final class ProofFile {
  private ProofFile() {}

  /** The answer as it came, unless the file cannot be written. */
  static Answer write(Path output, Answer answer) {
    JsonNode pem = answer.document().path("proof");
    if (answer.exitCode() != ExitCode.DONE || !pem.isTextual()) {
      return answer;
    }
    try {
      Files.writeString(output, pem.textValue());
      return answer;
    } catch (IOException e) {
      return Answer.wrongUse(output + " cannot be written: " + e.getMessage());
    }
  }
}
