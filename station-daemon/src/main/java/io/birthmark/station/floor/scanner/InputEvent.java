package io.birthmark.station.floor.scanner;

/** One {@code struct input_event} of the kernel, without its time. */
record InputEvent(int type, int code, int value) {
  static final int SYNCHRONISATION = 0;
  static final int KEY = 1;

  static final int RELEASED = 0;
  static final int PRESSED = 1;

  /** Of type synchronisation: the kernel had to drop events. */
  static final int DROPPED = 3;

  boolean eventsWereDropped() {
    return type == SYNCHRONISATION && code == DROPPED;
  }
}
