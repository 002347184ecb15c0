package io.birthmark.station;

import io.birthmark.station.config.Product;
import io.birthmark.station.config.ProductAttestation;
import io.birthmark.station.config.StationConfig;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What of a changed file a running station takes over, and what waits for its next start. Nothing
 * is taken by halves: products and slots refer to each other, so they are taken over together or
 * not at all.
 *
 * @param config what holds from now on: the new where it can be taken over, the old elsewhere
 * @param waiting what was changed and needs a restart, in the file's own words
 * @param taken whether products, slots' devices, labels, printer and {@code [tpm]} are the new ones
 */
record Reload(StationConfig config, List<String> waiting, boolean taken) {
  Reload {
    waiting = List.copyOf(waiting);
  }

  static Reload of(StationConfig running, StationConfig read) {
    List<String> waiting = new ArrayList<>();
    // They are a lock, a socket, connections, keys in an HSM and lines of a chip that are held.
    note(waiting, "[station]", running.station().equals(read.station()));
    note(waiting, "[dps]", running.dps().equals(read.dps()));
    note(waiting, "[issuer]", running.issuer().equals(read.issuer()));
    note(waiting, "[audit]", running.audit().equals(read.audit()));
    note(waiting, "[floor]", running.floor().equals(read.floor()));
    List<String> blocking = blocking(running, read);
    if (!blocking.isEmpty()) {
      waiting.addAll(blocking);
      return new Reload(running, waiting, false);
    }
    List<StationConfig.Slot> slots = new ArrayList<>();
    for (StationConfig.Slot slot : running.slots()) {
      StationConfig.Slot changed = read.slot(slot.name()).orElseThrow();
      note(
          waiting,
          "button, lamps or scanner of slot " + slot.name(),
          slot.panel().equals(changed.panel()));
      slots.add(
          new StationConfig.Slot(slot.name(), changed.place(), changed.product(), slot.panel()));
    }
    return new Reload(merged(running, read, slots), waiting, true);
  }

  private static void note(List<String> waiting, String what, boolean same) {
    if (!same) {
      waiting.add(what);
    }
  }

  /** Slots have a thread, and groups are watched at the service, from the start on. */
  private static List<String> blocking(StationConfig running, StationConfig read) {
    List<String> blocking = new ArrayList<>();
    Set<String> before = names(running);
    Set<String> after = names(read);
    after.stream().filter(n -> !before.contains(n)).forEach(n -> blocking.add("new slot " + n));
    before.stream()
        .filter(n -> !after.contains(n))
        .forEach(n -> blocking.add("slot " + n + " gone"));
    note(
        blocking,
        "attestation or group of a product",
        ofTheIssuer(running).equals(ofTheIssuer(read)));
    if (!blocking.isEmpty()) {
      blocking.add("with it all products, slots, labels, [printer] and [tpm]");
    }
    return blocking;
  }

  private static Set<String> names(StationConfig config) {
    return config.slots().stream().map(StationConfig.Slot::name).collect(Collectors.toSet());
  }

  private static Set<ProductAttestation> ofTheIssuer(StationConfig config) {
    return config.products().stream()
        .map(Product::attestation)
        .filter(ProductAttestation::needsIssuer)
        .collect(Collectors.toSet());
  }

  private static StationConfig merged(
      StationConfig running, StationConfig read, List<StationConfig.Slot> slots) {
    return new StationConfig(
        read.file(),
        running.station(),
        running.dps(),
        read.products(),
        read.tpm(),
        running.issuer(),
        slots,
        running.floor(),
        running.audit(),
        read.printer(),
        read.labels(),
        read.notices());
  }

  /** What is waiting, in a line; empty when nothing is. */
  Optional<String> waitingInWords() {
    return waiting.isEmpty() ? Optional.empty() : Optional.of(String.join(", ", waiting));
  }
}
