package io.birthmark.demo;

import io.birthmark.emulator.DpsEmulator;
import io.birthmark.hsm.simulated.TokenReader;
import io.birthmark.station.config.ConfigReading;
import io.birthmark.station.config.StationConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/** The station's configuration, written as an engineer would write it. */
final class DemoConfig {
  /** The label of the token that is the station's own HSM. */
  static final String STATION_TOKEN = "demo-line";

  /** A UNIX socket's path has room for 107 bytes. */
  private static final int LONGEST_SOCKET = 107;

  private final DemoFolder folder;
  private final DpsEmulator dps;
  private final List<DemoDevice> devices;
  private final List<String> lines = new ArrayList<>();

  private DemoConfig(DemoFolder folder, DpsEmulator dps, List<DemoDevice> devices) {
    this.folder = folder;
    this.dps = dps;
    this.devices = devices;
  }

  static StationConfig write(DemoFolder folder, DpsEmulator dps, List<DemoDevice> devices)
      throws IOException {
    Files.writeString(
        folder.credentials().resolve("dps-policy-key"), sharedKey(dps.stationConnectionString()));
    Files.writeString(folder.config(), new DemoConfig(folder, dps, devices).toml());
    ConfigReading reading = StationConfig.load(folder.config(), Map.of());
    if (reading instanceof ConfigReading.Refused refused) {
      throw new IOException("the demo's own configuration is wrong:\n" + refused.text());
    }
    return ((ConfigReading.Loaded) reading).config();
  }

  private String toml() throws IOException {
    section(
        "[station]",
        "id = \"demo\"",
        "state = " + quoted(folder.root()),
        "control = " + quoted(socket(folder.root())),
        "credentials = " + quoted(folder.credentials()));
    section(
        "[dps]",
        "service = \"localhost:" + dps.port() + "\"",
        "registration_url = \"https://localhost:" + dps.port() + "\"",
        "id_scope = \"" + dps.idScope() + "\"",
        "policy = \"station\"",
        "operations_per_minute = 1000",
        "ca_file = " + quoted(folder.dps().resolve("ca.pem")));
    for (DemoAttestation attestation :
        new TreeSet<>(devices.stream().map(DemoDevice::attestation).toList())) {
      product(attestation);
    }
    if (devices.stream().anyMatch(device -> device.element() instanceof TpmDevice)) {
      section("[tpm]", "ek_certificate = \"require\"", "ek_roots = " + quoted(folder.roots()));
    }
    if (devices.stream().anyMatch(device -> device.attestation().needsIssuer())) {
      section(
          "[issuer]",
          "module = " + quoted(TokenReader.module()),
          "token = \"" + STATION_TOKEN + "\"");
    }
    devices.forEach(this::slot);
    Files.createDirectories(folder.labels());
    section("[printer]", "address = " + quoted(folder.labels()).replaceFirst("\"", "\"dir:"));
    return String.join("\n", lines);
  }

  private void section(String... words) {
    lines.addAll(List.of(words));
    lines.add("");
  }

  private void product(DemoAttestation attestation) {
    lines.addAll(
        List.of(
            "[product." + attestation.product() + "]",
            "serial_from = \"scan\"",
            "serial = \"[0-9]{6}\"",
            "registration_id = \"press-{serial}\"",
            "attestation = \"" + attestation.word() + "\""));
    attestation.group().ifPresent(group -> lines.add("group = \"" + group + "\""));
    lines.add("");
  }

  private void slot(DemoDevice device) {
    lines.addAll(
        List.of(
            "[[slot]]",
            "name = \"" + device.slot() + "\"",
            "product = \"" + device.attestation().product() + "\"",
            "element = \"" + device.element().word() + "\""));
    lines.addAll(device.element().place());
    lines.add("");
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
