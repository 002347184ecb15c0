package io.birthmark.demo.bench;

import io.birthmark.emulator.DpsEmulator;
import io.birthmark.station.config.ConfigReading;
import io.birthmark.station.config.StationConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;

/** Writes the configuration of a station to be measured, as an engineer would. */
final class BenchConfig {
  /** A UNIX socket's path has room for 107 bytes. */
  private static final int LONGEST_SOCKET = 107;

  private static final int USUAL_SHARE = 1000;
  private static final String ANY_KEY = "MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=";

  private BenchConfig() {}

  /**
   * A station in {@code folder}, with a slot for each of {@code devices}; without a credential for
   * a service, so that it uploads nothing.
   */
  static StationConfig write(Path folder, Path roots, List<String> devices) throws IOException {
    return write(folder, roots, devices, "localhost:1", "0ne00BENCH", USUAL_SHARE);
  }

  /** The same, uploading to {@code dps}. */
  static StationConfig write(Path folder, Path roots, List<String> devices, DpsEmulator dps)
      throws IOException {
    trust(folder, Emulated.policyKey(dps), dps.caCertificatePem());
    return write(folder, roots, devices, "localhost:" + dps.port(), dps.idScope(), USUAL_SHARE);
  }

  /**
   * A station that is hardly held back in asking {@code service}, with a slot in which nothing is.
   */
  static StationConfig write(Path folder, Path roots, ListedService service) throws IOException {
    trust(folder, ANY_KEY, service.certificate());
    return write(
        folder,
        roots,
        List.of("tcp:127.0.0.1:1"),
        service.address(),
        "0ne00BENCH",
        100 * USUAL_SHARE);
  }

  private static void trust(Path folder, String policyKey, String ca) throws IOException {
    Path credentials =
        Files.createDirectory(
            folder.resolve("credentials"),
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    Files.writeString(credentials.resolve("dps-policy-key"), policyKey);
    Files.writeString(folder.resolve("ca.pem"), ca);
  }

  private static StationConfig write(
      Path folder, Path roots, List<String> devices, String service, String idScope, int share)
      throws IOException {
    StringBuilder toml =
        new StringBuilder(
            """
            [station]
            id = "bench"
            state = "state"
            control = "%s"
            credentials = "credentials"

            [dps]
            service = "%s"
            id_scope = "%s"
            policy = "station"
            operations_per_minute = %d
            %sca_file = "ca.pem"

            [product.press]
            serial_from = "scan"
            serial = "[0-9]{6}"
            registration_id = "press-{serial}"
            attestation = "tpm"

            [tpm]
            ek_roots = "%s"
            """
                .formatted(
                    socket(folder),
                    service,
                    idScope,
                    share,
                    Files.exists(folder.resolve("ca.pem")) ? "" : "# ",
                    roots));
    for (int i = 0; i < devices.size(); i++) {
      toml.append(
          """

          [[slot]]
          name = "%s"
          element = "tpm2"
          device = "%s"
          """
              .formatted(slot(i), devices.get(i)));
    }
    Path file = Files.writeString(folder.resolve("birthmark.toml"), toml);
    ConfigReading reading = StationConfig.load(file, Map.of());
    if (reading instanceof ConfigReading.Refused refused) {
      throw new IOException("the bench's own configuration is wrong:\n" + refused.text());
    }
    return ((ConfigReading.Loaded) reading).config();
  }

  /** Where a station in {@code folder} takes commands. */
  static Path socket(Path folder) throws IOException {
    Path beside = folder.resolve("control");
    if (beside.toString().length() <= LONGEST_SOCKET) {
      return beside;
    }
    Path elsewhere = Files.createTempDirectory("birthmark");
    elsewhere.toFile().deleteOnExit();
    return elsewhere.resolve("control");
  }

  /** The name of the slot for the device at this place of the list. */
  static String slot(int place) {
    return "S" + (place + 1);
  }
}
