package io.birthmark.station.journal;

import io.birthmark.hsm.Hardware;
import io.birthmark.station.ledger.Claim;
import java.time.Instant;
import java.util.Optional;

/**
 * A device as the journal knows it.
 *
 * @param hardware which element it is; empty while it is a token that was blank when its run began
 * @param proof what it is enrolled with, once it passed
 * @param group the group it belongs to
 * @param order the work order for which it was begun
 * @param issuer what a group has to trust so that it lets the device in
 * @param enrollment its latest enrollment intent, if it ever had one
 */
public record DeviceRow(
    DeviceId id,
    String serial,
    String registrationId,
    Optional<Hardware> hardware,
    String product,
    DeviceState state,
    Optional<Proof> proof,
    Instant begunAt,
    Optional<Instant> provisionedAt,
    Optional<Membership> group,
    Optional<String> order,
    Anchors issuer,
    Optional<EnrollmentRow> enrollment) {

  /** Whether the service is known to have an enrollment of its own for it. */
  public boolean isEnrolled() {
    return state == DeviceState.PROVISIONED
        && enrollment
            .filter(own -> own.operation() == Operation.CREATE)
            .filter(own -> own.state() == EnrollmentState.ENROLLED)
            .isPresent();
  }

  /** What it has for itself alone, as far as this row tells. */
  Claim claim() {
    return new Claim(serial, registrationId, hardware, Optional.empty());
  }
}
