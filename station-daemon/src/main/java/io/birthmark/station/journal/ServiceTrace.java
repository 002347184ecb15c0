package io.birthmark.station.journal;

import java.util.Optional;

/**
 * What the service's own staff ask for.
 *
 * @param code the service's error code
 * @param trackingId the service's name for that request
 */
public record ServiceTrace(Optional<String> code, Optional<String> trackingId) {
  public static final ServiceTrace NONE = new ServiceTrace(Optional.empty(), Optional.empty());
}
