package io.birthmark.station.journal;

import io.birthmark.hsm.Bytes;
import io.birthmark.hsm.Hardware;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What a run has learnt of its device since it began.
 *
 * @param hardware which element it is; a token that was blank has a name now
 * @param key SHA-256 of the SubjectPublicKeyInfo of the key that is certified in it; empty when it
 *     has none
 * @param number the serial's number, when it was taken from the range for a device that was blank
 */
public record Recognised(Hardware hardware, Optional<Bytes> key, OptionalLong number) {}
