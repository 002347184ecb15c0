package io.birthmark.station.journal;

import io.birthmark.station.ledger.RunId;
import java.time.Instant;
import java.util.Optional;

/**
 * Something that happened to a device.
 *
 * @param kind for example {@code run.passed}; when that queued an enrollment, it names it
 * @param detail JSON
 */
public record Event(
    Instant at,
    String who,
    String kind,
    Optional<RunId> run,
    Optional<EnrollmentId> enrollment,
    Optional<String> detail) {}
