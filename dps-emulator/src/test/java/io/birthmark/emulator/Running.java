package io.birthmark.emulator;

import java.io.IOException;

/** Starts emulators for tests. */
final class Running {

  private Running() {}

  static DpsEmulator emulator() {
    return emulator(EmulatorOptions.builder());
  }

  static DpsEmulator emulator(EmulatorOptions.Builder options) {
    try {
      return DpsEmulator.start(options.build());
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }
}
