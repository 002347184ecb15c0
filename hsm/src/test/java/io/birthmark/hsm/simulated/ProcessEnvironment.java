package io.birthmark.hsm.simulated;

import com.sun.jna.Library;
import com.sun.jna.Native;

/**
 * The environment as C code in this process sees it. SoftHSM is told only by the variable
 * SOFTHSM2_CONF where its tokens are; it asks C's getenv, and Java can only read what was there
 * when it started, not change it.
 */
final class ProcessEnvironment {

  /** The C library. */
  interface CLibrary extends Library {
    int setenv(String name, String value, int overwrite);
  }

  private static final CLibrary C = Native.load("c", CLibrary.class);

  private ProcessEnvironment() {}

  static void set(String name, String value) {
    if (C.setenv(name, value, 1) != 0) {
      throw new IllegalStateException("setenv " + name + " failed");
    }
  }
}
