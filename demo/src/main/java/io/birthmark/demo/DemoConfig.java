package io.birthmark.demo;

import io.birthmark.emulator.DpsEmulator;
import io.birthmark.station.config.ConfigReading;
import io.birthmark.station.config.StationConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** The station's configuration, written as an engineer would write it. */
final class DemoConfig {
  /** A UNIX socket's path has room for 107 bytes. */
  private static final int LONGEST_SOCKET = 107;

  private DemoConfig() {}

  static StationConfig write(DemoFolder folder, DpsEmulator dps, List<DemoDevice> devices)
      throws IOException {
    Files.writeString(
        folder.credentials().resolve("dps-policy-key"), sharedKey(dps.stationConnectionString()));
    StringBuilder toml = new StringBuilder();
    toml.append(
        String.join(
            "\n",
            "[station]",
            "id = \"demo\"",
            "state = " + quoted(folder.root()),
            "control = " + quoted(socket(folder.root())),
            "credentials = " + quoted(folder.credentials()),
            "",
            "[dps]",
            "service = \"localhost:" + dps.port() + "\"",
            "registration_url = \"https://localhost:" + dps.port() + "\"",
            "id_scope = \"" + dps.idScope() + "\"",
            "policy = \"station\"",
            "operations_per_minute = 1000",
            "ca_file = " + quoted(folder.dps().resolve("ca.pem")),
            "",
            "[product.press]",
            "serial_from = \"scan\"",
            "serial = \"[0-9]{6}\"",
            "registration_id = \"press-{serial}\"",
            "attestation = \"tpm\"",
            "",
            "[tpm]",
            "ek_certificate = \"require\"",
            "ek_roots = " + quoted(folder.roots()),
            ""));
    for (DemoDevice device : devices) {
      toml.append(
          String.join(
              "\n",
              "",
              "[[slot]]",
              "name = \"" + device.slot() + "\"",
              "element = \"tpm2\"",
              "device = \"" + device.tpm().address() + "\"",
              ""));
    }
    Files.writeString(folder.config(), toml);
    ConfigReading reading = StationConfig.load(folder.config(), Map.of());
    if (reading instanceof ConfigReading.Refused refused) {
      throw new IOException("the demo's own configuration is wrong:\n" + refused.text());
    }
    return ((ConfigReading.Loaded) reading).config();
  }

  private static Path socket(Path root) throws IOException {
    Path beside = root.resolve("control");
    return beside.toString().length() <= LONGEST_SOCKET
        ? beside
        : Files.createTempDirectory("birthmark").resolve("control");
  }

  private static String sharedKey(String connectionString) {
    String field = "SharedAccessKey=";
    return connectionString.substring(connectionString.lastIndexOf(field) + field.length());
  }

  private static String quoted(Path path) {
    return "\"" + path.toString().replace("\\", "\\\\").replace("\"", "\\\"") + "\"";
  }
}
