package io.birthmark.station.run;

import io.birthmark.hsm.SecureElement;
import io.birthmark.station.config.Product;
import io.birthmark.station.pulse.Pulse;
import java.util.function.Supplier;

/**
 * One place where a device is connected.
 *
 * @param element its kind of secure element, {@code tpm2}
 * @param connector opens a fresh connection to the device that is in it now
 * @param presence looks whether a device is in it
 * @param pulse beats while a run is in it, and rests when none is
 */
public record Slot(
    String name,
    String element,
    Product product,
    Supplier<SecureElement> connector,
    Presence presence,
    Pulse pulse) {

  /** A slot that cannot be looked into. */
  public Slot(String name, String element, Product product, Supplier<SecureElement> connector) {
    this(name, element, product, connector, Presence.unknown());
  }

  /** A slot that nobody watches. */
  public Slot(
      String name,
      String element,
      Product product,
      Supplier<SecureElement> connector,
      Presence presence) {
    this(name, element, product, connector, presence, Pulse.unwatched());
  }
}
