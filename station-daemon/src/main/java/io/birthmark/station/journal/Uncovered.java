package io.birthmark.station.journal;

import java.time.Instant;
import java.util.Optional;

/**
 * Devices whose group is not known to be at the service as it has to be: to all that is known, the
 * service would not let them in.
 *
 * @param oldest when the oldest of them was provisioned
 */
public record Uncovered(long devices, Optional<Instant> oldest) {}
