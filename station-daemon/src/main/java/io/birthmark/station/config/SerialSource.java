package io.birthmark.station.config;

import java.util.OptionalLong;

/** Where a device's serial comes from. */
public sealed interface SerialSource {

  /** Scanned, typed, or passed with the call that starts the run. */
  record Scan() implements SerialSource {}

  /** Read from the device itself. */
  record Element() implements SerialSource {}

  /** The station counts, from first to last, both included. */
  record Range(long first, long last, SerialFormat format) implements SerialSource {

    public boolean contains(long number) {
      return first <= number && number <= last;
    }

    /** The number that gives this serial; empty when it is none of this range. */
    public OptionalLong number(String serial) {
      OptionalLong number = format.number(serial);
      return number.isPresent() && contains(number.getAsLong()) ? number : OptionalLong.empty();
    }

    public String serial(long number) {
      return format.serial(number);
    }
  }
}
