package io.birthmark.endtoend;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.StreamSupport;

/**
 * What {@code birthmark demo --tpm 4 --pkcs11 3 --attestation all --dir D --json} leaves behind: a
 * device for each way in which an element can prove itself. It is run once for all tests, which
 * look at it and change nothing that another looks at.
 */
final class EveryCell {
  private static final EveryCell ONE = new EveryCell();

  private final Path line;
  private final Said said;

  private EveryCell() {
    try {
      Path folder = Files.createTempDirectory("birthmark-every-cell");
      Runtime.getRuntime().addShutdownHook(new Thread(() -> TpmShop.delete(folder)));
      line = folder.resolve("line");
      try (Forked demo =
          Forked.start(
              folder,
              "io.birthmark.demo.Demo",
              List.of(
                  "--tpm",
                  "4",
                  "--pkcs11",
                  "3",
                  "--attestation",
                  "all",
                  "--dir",
                  line.toString(),
                  "--json"))) {
        said = demo.waitFor();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }

  /** The folder D. */
  static Path line() {
    return ONE.line;
  }

  static Said said() {
    return ONE.said;
  }

  /** A device's folder. */
  static Path place(String serial) {
    return line().resolve("devices").resolve(serial);
  }

  /** What the report tells of a device. */
  static JsonNode told(String serial) throws IOException {
    return StreamSupport.stream(
            new ObjectMapper()
                .readTree(line().resolve("report.json").toFile())
                .path("devices")
                .spliterator(),
            false)
        .filter(device -> device.path("serial").asText().equals(serial))
        .findFirst()
        .orElseThrow(() -> new AssertionError("no device " + serial + ": " + said()));
  }

  /** The group's key at the service, base64; the service must be up. */
  static String groupKey() {
    return new DpsOwner(line().resolve("dps"))
        .call("POST", "/enrollmentGroups/demo-keys/attestationmechanism", "{}")
        .at("/symmetricKey/primaryKey")
        .asText();
  }
}
