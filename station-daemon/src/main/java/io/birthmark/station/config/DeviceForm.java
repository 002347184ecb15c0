package io.birthmark.station.config;

import io.birthmark.hsm.tpm.transport.TpmAddress;
import java.nio.file.InvalidPathException;

/** The four ways to write where a device is; the station asks more of them than a tool does. */
final class DeviceForm {
  static final String RULE =
      "/dev/… (a TPM's character device), tcp:HOST:PORT, unix:PATH or exec:COMMAND";

  private DeviceForm() {}

  static Parsed<TpmAddress> parse(String text) {
    if (text.chars().anyMatch(Character::isISOControl)) {
      return new Parsed.Bad<>("has a control character in it; it must be " + RULE);
    }
    if (text.startsWith("tcp:") && HostPort.parse(text.substring(4), 0).isEmpty()) {
      return new Parsed.Bad<>(
          "must be tcp:HOST:PORT with a port from 1 to 65535, got " + Quoted.of(text));
    }
    try {
      TpmAddress address = TpmAddress.parse(text);
      if (address instanceof TpmAddress.Unix unix && !unix.path().isAbsolute()) {
        return new Parsed.Bad<>("must be unix: and an absolute path, got " + Quoted.of(text));
      }
      if (address instanceof TpmAddress.Device device && device.path().getNameCount() == 0) {
        return new Parsed.Bad<>("must be " + RULE + ", got " + Quoted.of(text));
      }
      return new Parsed.Good<>(address);
    } catch (InvalidPathException e) {
      return new Parsed.Bad<>("must be " + RULE + ", got " + Quoted.of(text));
    } catch (IllegalArgumentException e) {
      return new Parsed.Bad<>("must be " + RULE + "; " + e.getMessage());
    }
  }
}
