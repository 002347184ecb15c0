package io.birthmark.station.journal;

import java.time.Instant;

/** A number that was handed out to a run that did not pass; it is not handed out again. */
public record OrphanedSerial(String product, long number, Instant takenAt) {}
