package io.birthmark.station.enrollment.dps;

import io.birthmark.station.enrollment.OperatorDoor;
import java.time.Clock;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;

/**
 * Takes an operator's connection string for the service that this station's devices are enrolled
 * at, and for no other: a group at another service would let none of them in.
 *
 * @param station how the station itself talks to the service
 */
public record OperatorAccess(DpsSettings station, Clock clock, Supplier<UUID> requestIds)
    implements OperatorDoor {

  @Override
  public Entry open(String connectionString) {
    ConnectionString parsed;
    try {
      parsed = ConnectionString.parse(connectionString);
    } catch (IllegalArgumentException e) {
      return new Shut("the connection string cannot be used: " + e.getMessage());
    }
    if (!isThisService(parsed.host())) {
      return new Shut(
          "the connection string is for "
              + parsed.host()
              + ", but this station's devices are enrolled at "
              + station.service());
    }
    DpsSettings theirs =
        new DpsSettings(
            station.service(),
            parsed.policy(),
            station.caFile(),
            station.connectWithin(),
            station.answerWithin());
    try {
      return new Open(
          DpsService.ofOperator(theirs, parsed.key(), clock, requestIds).administration());
    } catch (IllegalArgumentException e) {
      return new Shut(
          Optional.ofNullable(e.getMessage()).orElse("the service's CA file cannot be read"));
    }
  }

  /** The portal's strings have no port, also where the service listens at another one. */
  private boolean isThisService(String host) {
    return host.equalsIgnoreCase(station.service()) || host.equalsIgnoreCase(station.host());
  }
}
