package io.birthmark.station.floor;

import java.util.Optional;

/** The line numbers of one slot's button and lamps. */
public record PanelLines(
    String slot,
    Optional<Integer> button,
    Optional<Integer> green,
    Optional<Integer> red,
    Optional<Integer> amber) {}
