package io.birthmark.station.run;

/**
 * Is told of every run, whoever started it. Called on the run's own thread, in the order of things
 * in a slot: it hands on what it hears and returns at once.
 */
public interface SlotWatcher {
  void began(String slot);

  /** The device is in order and the journal has the outcome; the slot is about to be free. */
  void ended(RunReport report);
}
