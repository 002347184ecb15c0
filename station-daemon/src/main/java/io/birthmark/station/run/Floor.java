package io.birthmark.station.run;

import io.birthmark.hsm.Bytes;
import io.birthmark.hsm.IdentityRecord;
import io.birthmark.station.journal.DeviceHistory;
import io.birthmark.station.journal.DeviceState;
import io.birthmark.station.journal.Devices;
import io.birthmark.station.journal.Journal;
import java.time.Clock;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * What all slots of a station share.
 *
 * @param station the station's name, for the record
 * @param registrationUrl where the devices will register
 * @param trustedTime the time, unless the clock cannot be trusted yet
 * @param wakeUploader called when a pass has queued an enrollment
 */
public record Floor(
    String station,
    String registrationUrl,
    String idScope,
    Journal journal,
    Devices devices,
    SerialSupply serials,
    OwnTpm ownTpm,
    Clock clock,
    Supplier<Optional<Instant>> trustedTime,
    Runnable wakeUploader) {

  /** Whether the identity found in a device is one that was voided in that same hardware. */
  boolean wasVoided(Bytes ekSha256, IdentityRecord found) {
    return devices.history(found.serial()).stream()
        .map(DeviceHistory::device)
        .anyMatch(
            device ->
                device.state() == DeviceState.VOID
                    && device.registrationId().equalsIgnoreCase(found.registrationId())
                    && device.ek().filter(ekSha256::equals).isPresent());
  }
}
