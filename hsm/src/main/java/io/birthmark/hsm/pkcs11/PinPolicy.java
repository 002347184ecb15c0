package io.birthmark.hsm.pkcs11;

import io.birthmark.hsm.SecretBytes;
import java.util.function.Supplier;

/** Which PIN a device's token has. */
public sealed interface PinPolicy {

  /**
   * All have the same: whoever learns it from one device has it for all of them.
   *
   * @param pin read anew for each run; what it gives is wiped after
   */
  record OneForAll(Supplier<SecretBytes> pin) implements PinPolicy {}

  /** Each has one of its own, random, set when its token is initialised. */
  record PerDevice(DevicePins pins) implements PinPolicy {}
}
