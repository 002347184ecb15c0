package io.birthmark.station.run;

import io.birthmark.hsm.CertificateChain;
import io.birthmark.hsm.Hardware;
import io.birthmark.hsm.IdentityRecord;
import io.birthmark.hsm.Problem;
import io.birthmark.hsm.issuer.Issuer;
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
 * @param issuer the station's own HSM; there if a product needs it
 * @param groups the service's enrollment groups
 * @param disk why no run may be begun now, if the journal's disk has too little room to end it
 * @param labels what is done about labels
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
    Optional<Issuer> issuer,
    GroupGate groups,
    Supplier<Optional<Problem>> disk,
    Labelling labels,
    Clock clock,
    Supplier<Optional<Instant>> trustedTime,
    Runnable wakeUploader) {

  /** Whether the identity found in a device is one that was voided in that same hardware. */
  boolean wasVoided(Optional<Hardware> hardware, IdentityRecord found) {
    return devices.history(found.serial()).stream()
        .map(DeviceHistory::device)
        .anyMatch(
            device ->
                device.state() == DeviceState.VOID
                    && device.registrationId().equalsIgnoreCase(found.registrationId())
                    && device.hardware().isPresent()
                    && device.hardware().equals(hardware));
  }

  /** Whether this certificate was issued here to an identity that was voided. */
  boolean wasVoided(CertificateChain chain) {
    return chain.leafName().filter(id -> devices.wasVoided(id, chain.leaf())).isPresent();
  }
}
