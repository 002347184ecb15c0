package io.birthmark.station.run;

import io.birthmark.hsm.IdentityRecord;
import io.birthmark.station.journal.Begin;
import io.birthmark.station.journal.DeviceRow;
import io.birthmark.station.journal.DeviceState;
import io.birthmark.station.journal.Journal;
import io.birthmark.station.journal.RunIntent;
import java.util.Optional;

/** Whether a run replaces the identity that its device has, and why. */
final class Rework {
  private final Optional<String> reason;
  private Optional<DeviceRow> replaced = Optional.empty();

  Rework(Optional<String> reason) {
    this.reason = reason;
  }

  /**
   * What is left of what was known of the device. A begun identity with the same serial is gone on
   * with, so that a rework that was cut off can be started again.
   */
  Optional<DeviceRow> leaves(Optional<DeviceRow> known, Optional<String> serial) {
    replaced =
        known
            .filter(row -> reason.isPresent())
            .filter(
                row ->
                    row.state() == DeviceState.PROVISIONED
                        || serial.filter(sn -> !sn.equals(row.serial())).isPresent());
    return replaced.isPresent() ? Optional.empty() : known;
  }

  /** Whether something in the device goes because the identity it had goes. */
  boolean replacesIdentity() {
    return replaced.isPresent();
  }

  /** Whether a record in the device is the one that goes. */
  boolean replaces(IdentityRecord found) {
    return replaced
        .filter(row -> row.serial().equals(found.serial()))
        .filter(row -> row.registrationId().equalsIgnoreCase(found.registrationId()))
        .isPresent();
  }

  Begin begin(Journal journal, RunIntent intent) {
    return reason.map(why -> journal.rework(intent, why)).orElseGet(() -> journal.begin(intent));
  }
}
