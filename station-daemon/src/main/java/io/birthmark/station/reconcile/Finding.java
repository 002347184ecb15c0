package io.birthmark.station.reconcile;

import io.birthmark.station.journal.DeviceRow;
import java.util.Optional;

/**
 * One disagreement.
 *
 * @param device the device of this journal that it is about
 * @param detail what is known of it, in words
 * @param confirmed whether it was looked at a second time
 */
public record Finding(
    Kind kind,
    String registrationId,
    Optional<DeviceRow> device,
    String detail,
    boolean confirmed) {

  Finding unconfirmed() {
    return new Finding(kind, registrationId, device, detail, false);
  }
}
