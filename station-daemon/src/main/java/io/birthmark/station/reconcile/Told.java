package io.birthmark.station.reconcile;

import io.birthmark.station.enrollment.Enrollment;
import io.birthmark.station.enrollment.Telling;
import io.birthmark.station.journal.DeviceRow;
import io.birthmark.station.journal.Membership;
import java.util.function.ToIntFunction;

/** A device that passed, as the service is told of it. */
final class Told {
  private Told() {}

  /**
   * To be made at the moment of the call and closed after it, for there may be keys in it.
   *
   * @throws io.birthmark.hsm.ElementException when the station's HSM does not give the key
   */
  static Enrollment of(DeviceRow device, Telling telling) {
    return telling.enrollment(
        device.registrationId(),
        device.serial(),
        device.proof().orElseThrow(),
        device.group().map(Membership::group));
  }

  /** As a list has it, without keys. */
  static Enrollment listed(DeviceRow device) {
    return Telling.listed(device.registrationId(), device.serial(), device.proof().orElseThrow());
  }

  /** What a call for it takes of the service. */
  static int operations(DeviceRow device, ToIntFunction<Enrollment> count) {
    try (Enrollment keyless = listed(device)) {
      return count.applyAsInt(keyless);
    }
  }
}
