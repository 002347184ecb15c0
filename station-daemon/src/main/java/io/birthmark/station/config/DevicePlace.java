package io.birthmark.station.config;

import io.birthmark.hsm.pkcs11.module.TokenChoice;
import io.birthmark.hsm.tpm.transport.TpmAddress;
import io.birthmark.station.config.StationConfig.Element;
import java.nio.file.Path;

/** Where a slot's device is found. */
public sealed interface DevicePlace {

  /** A TPM 2.0. */
  record Tpm(TpmAddress address) implements DevicePlace {}

  /**
   * A PKCS#11 token.
   *
   * @param module the maker's library
   * @param token which of its tokens
   * @param pin who makes the token's PIN, and where it goes
   * @param initialise whether a blank token is initialised; otherwise it is refused
   */
  record Token(Path module, TokenChoice token, DevicePin pin, boolean initialise)
      implements DevicePlace {}

  /** The PIN of a device's token. */
  sealed interface DevicePin {
    /** The credential {@code device-pin}, the same for every device. */
    record Shared() implements DevicePin {}

    /** A random one for each device, left as a file in this folder. */
    record IntoFolder(Path folder) implements DevicePin {}

    /** A random one for each device, handed to this program. */
    record ToProgram(Path program) implements DevicePin {}
  }

  default Element element() {
    return this instanceof Tpm ? Element.TPM2 : Element.PKCS11;
  }

  /** For people: a TPM's address as it stands in the file, or a module and its token. */
  default String words() {
    if (this instanceof Tpm tpm) {
      return tpm.address().toString();
    }
    Token token = (Token) this;
    if (token.token() instanceof TokenChoice.ByLabel label) {
      return token.module() + ", token \"" + label.label() + "\"";
    }
    return token.token() instanceof TokenChoice.BySerial serial
        ? token.module() + ", token with serial number " + serial.serial()
        : token.module().toString();
  }
}
