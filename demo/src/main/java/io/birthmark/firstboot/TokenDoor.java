package io.birthmark.firstboot;

import io.birthmark.hsm.DeviceElement;
import io.birthmark.hsm.SecretBytes;
import java.nio.file.Path;

/** The way to a token. */
record TokenDoor(Path module, String label, SecretBytes pin) implements ElementChoice.Door {

  @Override
  public DeviceElement open() {
    throw new UnsupportedOperationException();
  }

  @Override
  public void close() {
    pin.close();
  }
}
