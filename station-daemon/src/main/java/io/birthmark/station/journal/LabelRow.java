package io.birthmark.station.journal;

import java.time.Instant;
import java.util.Optional;

/**
 * A label that was sent to the printer.
 *
 * @param number 1 for the first label of its serial
 * @param reason why the one before it was not good enough
 */
public record LabelRow(
    long id,
    DeviceId device,
    int number,
    LabelState state,
    String who,
    Optional<String> reason,
    Instant sentAt) {}
