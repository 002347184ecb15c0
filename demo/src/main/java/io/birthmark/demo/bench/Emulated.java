package io.birthmark.demo.bench;

import io.birthmark.emulator.DpsEmulator;
import io.birthmark.station.enrollment.dps.DpsService;
import io.birthmark.station.enrollment.dps.DpsSettings;
import io.birthmark.station.enrollment.dps.SasKey;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Base64;
import java.util.Optional;
import java.util.UUID;

/** The way to an emulated service. */
final class Emulated {
  private static final String KEY = "SharedAccessKey=";

  private Emulated() {}

  /** The station's key, in base64. */
  static String policyKey(DpsEmulator dps) {
    String connection = dps.stationConnectionString();
    return connection.substring(connection.lastIndexOf(KEY) + KEY.length());
  }

  /** The station's client; the service's CA is left in {@code folder}. */
  static DpsService client(DpsEmulator dps, Path folder, Clock clock) throws IOException {
    Path ca = Files.writeString(folder.resolve("ca.pem"), dps.caCertificatePem());
    return new DpsService(
        DpsSettings.of("localhost:" + dps.port(), "station", Optional.of(ca)),
        SasKey.of(Base64.getDecoder().decode(policyKey(dps))),
        clock,
        UUID::randomUUID);
  }
}
