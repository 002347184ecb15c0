package io.birthmark.station.journal;

import io.birthmark.hsm.Bytes;
import java.time.Instant;
import java.util.Optional;

/**
 * A device as the journal knows it.
 *
 * @param ek SHA-256 of the EK public area
 * @param proof what it is enrolled with, once it passed
 * @param group the group it belongs to
 * @param enrollment its latest enrollment intent, if it ever had one
 */
public record DeviceRow(
    DeviceId id,
    String serial,
    String registrationId,
    Optional<Bytes> ek,
    String product,
    DeviceState state,
    Optional<Proof> proof,
    Instant begunAt,
    Optional<Instant> provisionedAt,
    Optional<Membership> group,
    Optional<EnrollmentRow> enrollment) {}
