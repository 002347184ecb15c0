package io.birthmark.station.ledger;

import java.time.Instant;

/**
 * A claim that was granted.
 *
 * @param by the run that reserved it first
 * @param slot where that run was
 * @param at when
 * @param confirmed whether a run of the device has passed since
 */
public record Holding(Claim claim, RunId by, String slot, Instant at, boolean confirmed) {}
