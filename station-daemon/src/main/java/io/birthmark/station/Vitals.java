package io.birthmark.station;

import io.birthmark.station.config.StationConfig;
import io.birthmark.station.config.StationConfig.Element;
import io.birthmark.station.pulse.Pulse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The signs of life of what must turn as long as the station is well: each slot's run, and the
 * uploader.
 */
record Vitals(Map<String, Pulse> slots, Pulse uploader) {
  /**
   * What a run may do between two signs without a device being slow: wait for a disk, for the
   * station's HSM (a call to it has 90 s) or for a PIN's program (30 s).
   */
  private static final Duration USUAL = Duration.ofMinutes(3);

  /** A step of a token is a few calls, each of which may take 90 s. */
  private static final Duration OF_A_TOKEN = Duration.ofMinutes(10);

  static Vitals of(StationConfig config) {
    Map<String, Pulse> slots = new LinkedHashMap<>();
    config
        .slots()
        .forEach(slot -> slots.put(slot.name(), new Pulse("slot " + slot.name(), limit(slot))));
    StationConfig.Dps dps = config.dps();
    Duration call = USUAL.plus(dps.connectLimit()).plus(dps.requestLimit());
    return new Vitals(slots, new Pulse("uploader", call));
  }

  private static Duration limit(StationConfig.Slot slot) {
    return slot.element() == Element.PKCS11 ? OF_A_TOKEN : USUAL;
  }

  Pulse slot(String name) {
    return Optional.ofNullable(slots.get(name)).orElseThrow();
  }

  List<Pulse> all() {
    List<Pulse> all = new ArrayList<>(slots.values());
    all.add(uploader);
    return all;
  }
}
