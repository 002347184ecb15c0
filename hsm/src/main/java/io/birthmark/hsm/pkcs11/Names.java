package io.birthmark.hsm.pkcs11;

import io.birthmark.hsm.Attestation;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/** What our objects are called on a token. */
public final class Names {
  /** The key pair and its certificate, or the symmetric key. */
  public static final String KEY = "birthmark-device";

  /** The identity record. */
  public static final String RECORD = "birthmark-identity";

  /** CKA_APPLICATION of the record. */
  public static final String APPLICATION = "birthmark";

  private static final String CHAIN = KEY + "-chain-";
  private static final String NEW = "-new";

  /** Whether an object is in force, or about to take the place of one that is. */
  enum Standing {
    IN_FORCE(""),
    NEW(Names.NEW);

    private final String ending;

    Standing(String ending) {
      this.ending = ending;
    }

    String key() {
      return KEY + ending;
    }

    /** The certificate of the issuer that is {@code number} steps above the device's, from 1. */
    String chain(int number) {
      return CHAIN + number + ending;
    }
  }

  private Names() {}

  static boolean isKey(String label) {
    return label.equals(Standing.IN_FORCE.key()) || label.equals(Standing.NEW.key());
  }

  static boolean isChain(String label) {
    return label.matches(CHAIN + "[0-9]+(" + NEW + ")?");
  }

  static Standing standing(String label) {
    return label.endsWith(NEW) ? Standing.NEW : Standing.IN_FORCE;
  }

  /** As it will be called when it is in force. */
  static String inForce(String label) {
    return label.endsWith(NEW) ? label.substring(0, label.length() - NEW.length()) : label;
  }

  /**
   * The URI of the key by which a device proves itself (RFC 7512). It does not name CKA_ID: the
   * record is planned before the key exists.
   */
  static String keyUri(String tokenLabel, Attestation attestation) {
    String type = attestation == Attestation.SYMMETRIC_KEY ? "secret-key" : "private";
    return "pkcs11:token=" + encoded(tokenLabel) + ";object=" + encoded(KEY) + ";type=" + type;
  }

  /** Encodes all but the unreserved characters (RFC 3986, section 2.3): always allowed. */
  private static String encoded(String value) {
    StringBuilder encoded = new StringBuilder();
    for (byte octet : value.getBytes(StandardCharsets.UTF_8)) {
      char c = (char) (octet & 0xff);
      boolean unreserved =
          (c >= 'A' && c <= 'Z')
              || (c >= 'a' && c <= 'z')
              || (c >= '0' && c <= '9')
              || "-._~".indexOf(c) >= 0;
      encoded.append(
          unreserved ? String.valueOf(c) : String.format(Locale.ROOT, "%%%02X", (int) c));
    }
    return encoded.toString();
  }
}
