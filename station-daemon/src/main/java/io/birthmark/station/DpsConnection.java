package io.birthmark.station;

import io.birthmark.station.config.Secret;
import io.birthmark.station.config.StationConfig;
import io.birthmark.station.enrollment.dps.DpsService;
import io.birthmark.station.enrollment.dps.DpsSettings;
import io.birthmark.station.enrollment.dps.SasKey;
import java.time.Clock;
import java.util.UUID;

/** Makes the configured enrollment service out of configuration and credential. */
final class DpsConnection {
  private DpsConnection() {}

  /**
   * The service.
   *
   * @throws IllegalArgumentException when the CA file cannot be used; the message names it
   */
  static DpsService open(StationConfig.Dps config, Secret key, Clock clock) {
    DpsSettings settings =
        new DpsSettings(
            config.service().toString(),
            config.policy(),
            config.caFile(),
            config.connectLimit(),
            config.requestLimit());
    return new DpsService(settings, key.lend(SasKey::of), clock, UUID::randomUUID);
  }
}
