package io.birthmark.station.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;

/** The certificates of an export, a file each, named by the registration ID. */
record CertificateFiles(Path directory) {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Pattern NAME =
      Pattern.compile("[A-Za-z0-9](?:[A-Za-z0-9._:-]*[A-Za-z0-9])?");

  /**
   * Writes one.
   *
   * @param line {@code {"registrationId":…,"pem":…}}
   * @throws UncheckedIOException when it cannot be written
   */
  void write(String line) {
    try {
      JsonNode entry = JSON.readTree(line);
      String id = entry.path("registrationId").asText();
      if (!NAME.matcher(id).matches()) {
        throw new IOException("the registration ID " + id + " cannot be the name of a file");
      }
      Files.createDirectories(directory);
      Path file = directory.resolve(id + ".pem");
      Files.writeString(file, entry.path("pem").asText());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
