package io.birthmark.hsm.tpm;

import java.util.Map;

/**
 * A TPM's response code (TPM 2.0 Part 2, section 6.6) with the number of the parameter, handle or
 * session taken off, so that it can be compared and named.
 */
record ResponseCode(int raw) {
  static final int SUCCESS = 0;
  static final int INITIALIZE = 0x100;
  static final int FAILURE = 0x101;
  static final int NV_LOCKED = 0x148;
  static final int NV_AUTHORIZATION = 0x149;
  static final int NV_UNINITIALIZED = 0x14A;
  static final int NV_SPACE = 0x14B;
  static final int NV_DEFINED = 0x14C;
  static final int OBJECT_MEMORY = 0x902;
  static final int SESSION_MEMORY = 0x903;
  static final int LOCKOUT = 0x921;
  static final int ASYMMETRIC = 0x081;
  static final int HASH = 0x083;
  static final int VALUE = 0x084;
  static final int HIERARCHY = 0x085;
  static final int KEY_SIZE = 0x087;
  static final int TYPE = 0x08A;
  static final int HANDLE = 0x08B;
  static final int KDF = 0x08C;
  static final int AUTH_FAIL = 0x08E;
  static final int SCHEME = 0x092;
  static final int SYMMETRIC = 0x096;
  static final int CURVE = 0x0A6;
  static final int BAD_AUTH = 0x0A2;
  static final int INTEGRITY = 0x09F;
  static final int COMMAND_CODE = 0x143;

  private static final int FORMAT_ONE = 0x080;

  private static final Map<Integer, String> NAMES =
      Map.ofEntries(
          Map.entry(INITIALIZE, "TPM_RC_INITIALIZE (no Startup yet)"),
          Map.entry(FAILURE, "TPM_RC_FAILURE (failure mode)"),
          Map.entry(0x120, "TPM_RC_DISABLED"),
          Map.entry(COMMAND_CODE, "TPM_RC_COMMAND_CODE (not implemented)"),
          Map.entry(NV_LOCKED, "TPM_RC_NV_LOCKED"),
          Map.entry(NV_AUTHORIZATION, "TPM_RC_NV_AUTHORIZATION"),
          Map.entry(NV_UNINITIALIZED, "TPM_RC_NV_UNINITIALIZED"),
          Map.entry(NV_SPACE, "TPM_RC_NV_SPACE (no room)"),
          Map.entry(NV_DEFINED, "TPM_RC_NV_DEFINED (already there)"),
          Map.entry(OBJECT_MEMORY, "TPM_RC_OBJECT_MEMORY (no free slot)"),
          Map.entry(SESSION_MEMORY, "TPM_RC_SESSION_MEMORY (no free session)"),
          Map.entry(0x904, "TPM_RC_MEMORY"),
          Map.entry(LOCKOUT, "TPM_RC_LOCKOUT"),
          Map.entry(0x923, "TPM_RC_NV_UNAVAILABLE"),
          Map.entry(0x082, "TPM_RC_ATTRIBUTES"),
          Map.entry(ASYMMETRIC, "TPM_RC_ASYMMETRIC"),
          Map.entry(KEY_SIZE, "TPM_RC_KEY_SIZE"),
          Map.entry(VALUE, "TPM_RC_VALUE"),
          Map.entry(HIERARCHY, "TPM_RC_HIERARCHY (disabled or wrong)"),
          Map.entry(TYPE, "TPM_RC_TYPE"),
          Map.entry(HANDLE, "TPM_RC_HANDLE (nothing there)"),
          Map.entry(AUTH_FAIL, "TPM_RC_AUTH_FAIL"),
          Map.entry(0x095, "TPM_RC_SIZE"),
          Map.entry(SYMMETRIC, "TPM_RC_SYMMETRIC"),
          Map.entry(HASH, "TPM_RC_HASH"),
          Map.entry(KDF, "TPM_RC_KDF"),
          Map.entry(SCHEME, "TPM_RC_SCHEME"),
          Map.entry(CURVE, "TPM_RC_CURVE"),
          Map.entry(0x09A, "TPM_RC_INSUFFICIENT"),
          Map.entry(0x09D, "TPM_RC_POLICY_FAIL"),
          Map.entry(INTEGRITY, "TPM_RC_INTEGRITY"),
          Map.entry(BAD_AUTH, "TPM_RC_BAD_AUTH"),
          Map.entry(0x01E, "TPM_RC_BAD_TAG (a TPM 1.2?)"));

  /** The code without the number of what it complains of. */
  int base() {
    return (raw & FORMAT_ONE) != 0 ? raw & 0xBF : raw;
  }

  boolean is(int code) {
    return base() == code;
  }

  /** The TPM does not know what a key was asked to be made of (TPM2_TestParms). */
  boolean tellsOfUnknownParameters() {
    return is(ASYMMETRIC)
        || is(HASH)
        || is(VALUE)
        || is(KEY_SIZE)
        || is(TYPE)
        || is(KDF)
        || is(SCHEME)
        || is(SYMMETRIC)
        || is(CURVE);
  }

  /**
   * The answer to TPM2_ActivateCredential when the name of the key, or the EK's private half, is
   * not the one that the credential was made for; in the latter case libtpms answers with
   * TPM_RC_FAILURE and is well nevertheless.
   */
  boolean tellsOfAnotherKey() {
    return is(INTEGRITY) || is(VALUE) || is(FAILURE);
  }

  /** An NV index was never written, or is not for everybody to read; the TPM itself is well. */
  boolean tellsOfUnreadableIndex() {
    return is(NV_UNINITIALIZED)
        || is(NV_AUTHORIZATION)
        || is(NV_LOCKED)
        || is(AUTH_FAIL)
        || is(BAD_AUTH);
  }

  @Override
  public String toString() {
    String name = NAMES.get(base());
    String number = String.format("0x%03x", raw);
    return name == null ? number : name + " " + number;
  }
}
