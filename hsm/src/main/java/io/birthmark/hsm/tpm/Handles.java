package io.birthmark.hsm.tpm;

/** Where things are in a device's TPM. */
public final class Handles {
  /** The EK's place by the TCG's provisioning guidance; the DPS SDKs look here. */
  public static final int EK_RSA = 0x81010001;

  /** Places of an ECC EK; never {@link #EK_RSA}, where the SDKs expect an RSA key. */
  public static final int EK_ECC_P256 = 0x81010002;

  public static final int EK_ECC_P384 = 0x81010016;

  public static final int SRK = 0x81000001;

  /** The key that an X.509 certificate certifies. */
  public static final int X509_KEY = 0x81000101;

  /** The symmetric key derived from a group's key. */
  public static final int SYMMETRIC_KEY = 0x81000102;

  /** Belongs to the service's SDKs on the device, which overwrite it at every registration. */
  static final int SERVICE_KEY = 0x81000100;

  /** TCG EK Credential Profile, section 2.2.1.4: RSA-2048, its nonce and its template. */
  static final int EK_CERTIFICATE_RSA = 0x01C00002;

  static final int EK_NONCE_RSA = 0x01C00003;
  static final int EK_TEMPLATE_RSA = 0x01C00004;

  /** TCG EK Credential Profile: P-256 in the low range, P-256 and P-384 in the high range. */
  static final int EK_CERTIFICATE_P256 = 0x01C0000A;

  static final int EK_CERTIFICATE_P256_HIGH = 0x01C00014;
  static final int EK_CERTIFICATE_P384_HIGH = 0x01C00016;

  /** The identity record, in the owner's range. */
  public static final int RECORD = 0x01800100;

  /** What the owner may define (TCG Registry of Reserved TPM 2.0 Handles, section 2.2). */
  public static final int OWNER_RANGE_FIRST = 0x01800000;

  public static final int OWNER_RANGE_LAST = 0x01BFFFFF;

  private Handles() {}

  static String hex(int handle) {
    return String.format("0x%08x", handle);
  }
}
