package io.birthmark.station.run;

import io.birthmark.hsm.Attestation;
import io.birthmark.hsm.Hardware;
import io.birthmark.hsm.Identification;
import io.birthmark.hsm.IdentityRecord;
import io.birthmark.hsm.Problem;
import io.birthmark.hsm.SecureElement;
import io.birthmark.station.config.Product;
import io.birthmark.station.config.SerialSource;
import io.birthmark.station.journal.DeviceRow;
import io.birthmark.station.ledger.Build;
import java.util.List;
import java.util.Optional;

/** The names a device gets: its serial, its registration ID, its identity record. */
final class Naming {
  private final Floor floor;
  private final Slot slot;
  private final Product product;
  private final List<Slot> slots;

  /**
   * The names of one run's device.
   *
   * @param slots all of the station's, to tell what belongs into another one
   */
  Naming(Floor floor, Slot slot, List<Slot> slots) {
    this.floor = floor;
    this.slot = slot;
    this.product = slot.product();
    this.slots = slots;
  }

  /** What a person gave has to be what the product asks for; before anything is connected. */
  void check(Optional<String> given) {
    if (!(product.serialSource() instanceof SerialSource.Scan)) {
      if (given.isPresent()) {
        throw new Stopped(RunProblems.serialNotAsked(product.name()));
      }
      return;
    }
    refuseUnlessGood(given.orElseThrow(() -> new Stopped(RunProblems.noSerial(product.name()))));
  }

  private void refuseUnlessGood(String serial) {
    product
        .whyNot(serial)
        .ifPresent(
            why -> {
              throw new Stopped(badSerial(serial, why));
            });
  }

  /** A slip, or a device that belongs elsewhere, or something else altogether. */
  private Problem badSerial(String serial, String why) {
    if (product.serialRule().mistyped(serial)) {
      return RunProblems.mistyped(why);
    }
    return slots.stream()
        .filter(other -> other.product().serialRule().tells())
        .filter(other -> other.product().whyNot(serial).isEmpty())
        .findFirst()
        .map(other -> RunProblems.otherProduct(serial, slot.name(), other))
        .orElseGet(() -> RunProblems.badSerial(why));
  }

  /**
   * The device's serial: as given, as it has it already, from the element, or the next one.
   *
   * @param known what this journal knows of the device
   */
  String serial(Optional<String> given, Optional<DeviceRow> known, Identification.Fit device) {
    return given
        .or(() -> known.filter(row -> row.product().equals(product.name())).map(DeviceRow::serial))
        .orElseGet(() -> ownSerial(device));
  }

  private String ownSerial(Identification.Fit device) {
    if (product.serialSource() instanceof SerialSource.Element) {
      String serial =
          device.serial().orElseThrow(() -> new Stopped(RunProblems.noSerialInElement()));
      refuseUnlessGood(serial);
      return serial;
    }
    // No number is used up for a device that may not be built; the journal has the last word.
    floor
        .journal()
        .refusesNew(new Build(product.name(), product.onlyByOrder()))
        .ifPresent(
            why -> {
              throw new Stopped(why);
            });
    // A voided identity is on its way out, so its number is not taken over.
    return floor
        .serials()
        .take(
            product,
            device.hardware().map(Hardware::sha256),
            device.record().filter(found -> !floor.wasVoided(device.hardware(), found)));
  }

  String registrationId(String serial, Identification.Fit device) {
    return product
        .registrationId(serial)
        .map(Object::toString)
        .orElseGet(() -> device.defaultRegistrationId().orElseThrow());
  }

  IdentityRecord record(SecureElement element, String serial, String registrationId) {
    Attestation attestation = product.attestation().recorded();
    return new IdentityRecord(
        floor.registrationUrl(),
        floor.idScope(),
        registrationId,
        attestation,
        serial,
        element.keyReference(attestation),
        Optional.of(floor.station()),
        floor.trustedTime().get());
  }
}
