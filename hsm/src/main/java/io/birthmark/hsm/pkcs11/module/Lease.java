package io.birthmark.hsm.pkcs11.module;

/** The right to use a module's sessions; while one is held, it is not initialised anew. */
final class Lease {
  private boolean held;

  /** Guarded by the module's turn, as everything here. */
  boolean held() {
    return held;
  }

  void held(boolean now) {
    held = now;
  }
}
