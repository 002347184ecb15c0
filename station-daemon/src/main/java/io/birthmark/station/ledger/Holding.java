package io.birthmark.station.ledger;

import java.time.Instant;
import java.util.Optional;

/**
 * A claim that was granted.
 *
 * @param by the run that reserved it first
 * @param slot where that run was
 * @param at when
 * @param confirmed whether a run of the device has passed since
 * @param order the work order of which the device has a piece
 */
public record Holding(
    Claim claim, RunId by, String slot, Instant at, boolean confirmed, Optional<String> order) {}
