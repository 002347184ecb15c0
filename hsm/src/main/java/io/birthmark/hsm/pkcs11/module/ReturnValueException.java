package io.birthmark.hsm.pkcs11.module;

import java.io.Serial;
import java.util.Locale;
import org.xipki.pkcs11.wrapper.PKCS11Constants;

/** A function of the module answered with another value than CKR_OK. */
final class ReturnValueException extends RuntimeException {
  @Serial private static final long serialVersionUID = 1;

  private final String function;
  private final long value;

  ReturnValueException(String function, long value, Throwable cause) {
    super(function + " answered " + name(value), cause);
    this.function = function;
    this.value = value;
  }

  /** For example "C_Sign answered CKR_DEVICE_REMOVED (0x32)". */
  String told() {
    return function + " answered " + name(value);
  }

  boolean is(long... values) {
    for (long one : values) {
      if (one == value) {
        return true;
      }
    }
    return false;
  }

  /** For example "CKR_DEVICE_REMOVED (0x32)". */
  static String name(long value) {
    String name = PKCS11Constants.ckrCodeToName(value);
    String number = "0x" + Long.toHexString(value).toUpperCase(Locale.ROOT);
    return name != null && name.startsWith("CKR_") ? name + " (" + number + ")" : number;
  }
}
