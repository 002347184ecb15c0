package io.birthmark.station.enrollment.dps;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/**
 * Which service, and how to talk to it.
 *
 * @param service its host name, with a port only where it is not 443: {@code
 *     factory.azure-devices-provisioning.net}
 * @param policy the shared access policy; EnrollmentRead and EnrollmentWrite are enough
 * @param caFile certificates in PEM that are trusted in place of the system's
 * @param connectWithin limit for connecting
 * @param answerWithin limit for a whole call, connecting included
 */
public record DpsSettings(
    String service,
    String policy,
    Optional<Path> caFile,
    Duration connectWithin,
    Duration answerWithin) {

  public static DpsSettings of(String service, String policy, Optional<Path> caFile) {
    return new DpsSettings(service, policy, caFile, Duration.ofSeconds(10), Duration.ofSeconds(30));
  }

  /** The host without the port. */
  String host() {
    int colon = service.lastIndexOf(':');
    return colon < 0 ? service : service.substring(0, colon);
  }
}
