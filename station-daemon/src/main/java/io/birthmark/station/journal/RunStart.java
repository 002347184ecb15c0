package io.birthmark.station.journal;

import java.time.Instant;

/**
 * Where, for what and by whom a run was started.
 *
 * @param element the kind of secure element, for example {@code tpm2}
 * @param who the person, or what stands for one: a button, a token's name
 */
public record RunStart(String slot, String product, String element, String who, Instant at) {}
