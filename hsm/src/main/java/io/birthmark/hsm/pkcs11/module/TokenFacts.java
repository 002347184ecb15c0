package io.birthmark.hsm.pkcs11.module;

import iaik.pkcs.pkcs11.wrapper.CK_TOKEN_INFO;
import org.xipki.pkcs11.wrapper.PKCS11Constants;

/**
 * What a token says of itself in CK_TOKEN_INFO, without the blanks at the ends.
 *
 * @param slot where it is now; of no meaning after the module was initialised anew
 * @param longestPin in bytes
 * @param flags CKF_…, see section 3.2 of PKCS#11 v3.0
 */
public record TokenFacts(
    long slot,
    String label,
    String manufacturer,
    String model,
    String serial,
    String firmware,
    long longestPin,
    long flags) {

  static TokenFacts of(long slot, CK_TOKEN_INFO info) {
    return new TokenFacts(
        slot,
        text(info.label),
        text(info.manufacturerID),
        text(info.model),
        text(info.serialNumber),
        info.firmwareVersion == null
            ? ""
            : (info.firmwareVersion.major & 0xff) + "." + (info.firmwareVersion.minor & 0xff),
        info.ulMaxPinLen,
        info.flags);
  }

  /** Makers fill up with blanks, as they should, or with zeros. */
  private static String text(char[] field) {
    return field == null ? "" : new String(field).replace('\0', ' ').strip();
  }

  boolean has(long flag) {
    return (flags & flag) != 0;
  }

  public boolean initialised() {
    return has(PKCS11Constants.CKF_TOKEN_INITIALIZED);
  }

  public boolean userPinSet() {
    return has(PKCS11Constants.CKF_USER_PIN_INITIALIZED);
  }

  public boolean writeProtected() {
    return has(PKCS11Constants.CKF_WRITE_PROTECTED);
  }

  /** Whether it is the same token as {@code other}, wherever the two were seen. */
  public boolean sameTokenAs(TokenFacts other) {
    return serial.equals(other.serial)
        && label.equals(other.label)
        && manufacturer.equals(other.manufacturer)
        && model.equals(other.model);
  }

  @Override
  public String toString() {
    return initialised()
        ? "\"" + label + "\" (" + model + ", serial number " + serial + ")"
        : "a token that is not initialised (" + model + ")";
  }
}
