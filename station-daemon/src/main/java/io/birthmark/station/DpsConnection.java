package io.birthmark.station;

import io.birthmark.station.config.Secret;
import io.birthmark.station.config.StationConfig;
import io.birthmark.station.enrollment.OperatorDoor;
import io.birthmark.station.enrollment.dps.DpsService;
import io.birthmark.station.enrollment.dps.DpsSettings;
import io.birthmark.station.enrollment.dps.OperatorAccess;
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
    return new DpsService(settings(config), key.lend(SasKey::of), clock, UUID::randomUUID);
  }

  /** The same service for operators, each with a connection string of his own. */
  static OperatorDoor operators(StationConfig.Dps config, Clock clock) {
    return new OperatorAccess(settings(config), clock, UUID::randomUUID);
  }

  private static DpsSettings settings(StationConfig.Dps config) {
    return new DpsSettings(
        config.service().toString(),
        config.policy(),
        config.caFile(),
        config.connectLimit(),
        config.requestLimit());
  }
}
