package io.birthmark.station.floor;

/** Where lines come from. */
@FunctionalInterface
public interface LineSource {
  /**
   * Opens the chip; it may be tried again as often as it takes.
   *
   * @throws LineException when there is none that can be used now
   */
  Lines open();
}
