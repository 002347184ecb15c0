package io.birthmark.emulator;

import java.io.IOException;

/** What a device with a symmetric key does. */
final class DeviceWithKey {

  private DeviceWithKey() {}

  static Caller.Answer register(DpsEmulator emulator, String id, String key) throws IOException {
    return register(emulator, id, key, Bodies.register(id));
  }

  static Caller.Answer register(DpsEmulator emulator, String id, String key, String body)
      throws IOException {
    String resource = emulator.idScope() + "/registrations/" + id;
    return Caller.stranger(emulator)
        .with(Sas.token(resource, key, Sas.FAR_FUTURE, "registration"))
        .put("/" + resource + "/register", body);
  }
}
