package io.birthmark.firstboot;

import io.birthmark.hsm.DeviceElement;
import io.birthmark.hsm.SecretBytes;
import io.birthmark.hsm.pkcs11.DeviceToken;
import java.nio.file.Path;

/** The way to a token; closing it wipes the PIN. */
record TokenDoor(Path module, String label, SecretBytes pin) implements ElementChoice.Door {

  @Override
  public DeviceElement open() {
    return DeviceToken.open(module, label, pin);
  }

  @Override
  public void close() {
    pin.close();
  }
}
