package io.birthmark.station.config;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** Configurations as tests write them. */
final class ConfigText {
  static final String STATION = "[station]\nid = \"line3-a\"\n";
  static final String DPS =
      "[dps]\nservice = \"factory.example\"\nid_scope = \"0ne00ABCDEF\"\npolicy = \"line\"\n";
  static final String PRODUCT = "[product.press]\nattestation = \"tpm\"\n";
  static final String TPM = "[tpm]\nek_roots = \"roots\"\n";
  static final String SLOT =
      "[[slot]]\nname = \"A\"\nelement = \"tpm2\"\ndevice = \"/dev/birthmark/slot-a\"\n";

  /** The least that is a configuration. */
  static final String LEAST = STATION + DPS + PRODUCT + TPM + SLOT;

  static final Path EXAMPLE = Path.of("..", "docs", "birthmark.toml");

  private ConfigText() {}

  static ConfigReading reading(Path folder, String text) {
    try {
      Path file = folder.resolve("birthmark.toml");
      Files.writeString(file, text);
      return StationConfig.load(file, Map.of());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static StationConfig loaded(Path folder, String text) {
    ConfigReading reading = reading(folder, text);
    if (reading instanceof ConfigReading.Loaded loaded) {
      return loaded.config();
    }
    throw new AssertionError(((ConfigReading.Refused) reading).text());
  }

  /** The errors without the file's name, like {@code 3:1: dps.service: …}. */
  static List<String> errors(Path folder, String text) {
    ConfigReading reading = reading(folder, text);
    String file = folder.resolve("birthmark.toml") + ":";
    return reading instanceof ConfigReading.Refused refused
        ? refused.text().lines().map(line -> line.replace(file, "").strip()).toList()
        : List.of();
  }
}
