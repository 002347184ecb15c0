package io.birthmark.hsm.tpm;

import io.birthmark.hsm.KeyKind;
import java.util.Arrays;
import java.util.Optional;
import tss.tpm.TPM2B_DIGEST_KEYEDHASH;
import tss.tpm.TPM2B_PUBLIC_KEY_RSA;
import tss.tpm.TPMA_OBJECT;
import tss.tpm.TPMS_ECC_PARMS;
import tss.tpm.TPMS_ECC_POINT;
import tss.tpm.TPMS_KEYEDHASH_PARMS;
import tss.tpm.TPMS_NULL_ASYM_SCHEME;
import tss.tpm.TPMS_NULL_KDF_SCHEME;
import tss.tpm.TPMS_RSA_PARMS;
import tss.tpm.TPMS_SCHEME_HMAC;
import tss.tpm.TPMS_SIG_SCHEME_ECDSA;
import tss.tpm.TPMS_SIG_SCHEME_RSASSA;
import tss.tpm.TPMT_PUBLIC;
import tss.tpm.TPMT_SYM_DEF_OBJECT;
import tss.tpm.TPMU_ASYM_SCHEME;
import tss.tpm.TPMU_PUBLIC_PARMS;
import tss.tpm.TPM_ALG_ID;
import tss.tpm.TPM_ECC_CURVE;

/** The public areas of the keys by which a device proves itself to the service. */
final class KeyTemplates {

  /**
   * Bound to this TPM and its SRK, made inside it, usable without a password, and no reason for a
   * lockout. Not restricted: TLS hands in digests that were made outside.
   */
  private static final TPMA_OBJECT CERTIFIED =
      new TPMA_OBJECT(
          TPMA_OBJECT.fixedTPM,
          TPMA_OBJECT.fixedParent,
          TPMA_OBJECT.sensitiveDataOrigin,
          TPMA_OBJECT.userWithAuth,
          TPMA_OBJECT.noDA,
          TPMA_OBJECT.sign);

  /**
   * What TPM2_Import asks for: neither fixedTPM nor fixedParent (TPM 2.0 Part 3, section 13.3). The
   * key cannot be duplicated onward for all that: TPM2_Duplicate is authorized in the DUP role,
   * which takes a policy and nothing else (Part 1, section 19.2), and the template has none, so
   * that no policy session's digest can equal it.
   */
  private static final TPMA_OBJECT IMPORTED =
      new TPMA_OBJECT(TPMA_OBJECT.userWithAuth, TPMA_OBJECT.noDA, TPMA_OBJECT.sign);

  private KeyTemplates() {}

  /** A key to be certified, made by the TPM; its scheme is chosen with each signature. */
  static TPMT_PUBLIC certified(KeyKind kind) {
    return new TPMT_PUBLIC(
        TPM_ALG_ID.SHA256,
        CERTIFIED,
        new byte[0],
        parameters(kind, new TPMS_NULL_ASYM_SCHEME()),
        switch (kind) {
          case P256, P384 -> new TPMS_ECC_POINT(new byte[0], new byte[0]);
          case RSA_2048, RSA_3072 -> new TPM2B_PUBLIC_KEY_RSA(new byte[0]);
        });
  }

  /** What to ask TPM2_TestParms: the key with the signature that its CSR needs. */
  static TPMU_PUBLIC_PARMS signing(KeyKind kind) {
    return parameters(
        kind,
        switch (kind) {
          case P256 -> new TPMS_SIG_SCHEME_ECDSA(TPM_ALG_ID.SHA256);
          case P384 -> new TPMS_SIG_SCHEME_ECDSA(TPM_ALG_ID.SHA384);
          case RSA_2048, RSA_3072 -> new TPMS_SIG_SCHEME_RSASSA(TPM_ALG_ID.SHA256);
        });
  }

  private static TPMU_PUBLIC_PARMS parameters(KeyKind kind, TPMU_ASYM_SCHEME scheme) {
    TPMT_SYM_DEF_OBJECT none = new TPMT_SYM_DEF_OBJECT();
    return switch (kind) {
      case P256 ->
          new TPMS_ECC_PARMS(none, scheme, TPM_ECC_CURVE.NIST_P256, new TPMS_NULL_KDF_SCHEME());
      case P384 ->
          new TPMS_ECC_PARMS(none, scheme, TPM_ECC_CURVE.NIST_P384, new TPMS_NULL_KDF_SCHEME());
      case RSA_2048 -> new TPMS_RSA_PARMS(none, scheme, 2048, 0);
      case RSA_3072 -> new TPMS_RSA_PARMS(none, scheme, 3072, 0);
    };
  }

  /**
   * An HMAC-SHA256 key to be imported.
   *
   * @param unique what binds the public area to the secret, TPM 2.0 Part 2, section 12.2.3.2
   */
  static TPMT_PUBLIC imported(byte[] unique) {
    return new TPMT_PUBLIC(
        TPM_ALG_ID.SHA256,
        IMPORTED,
        new byte[0],
        new TPMS_KEYEDHASH_PARMS(new TPMS_SCHEME_HMAC(TPM_ALG_ID.SHA256)),
        new TPM2B_DIGEST_KEYEDHASH(unique));
  }

  /** The kind of a key that was made by {@link #certified}; empty for any other. */
  static Optional<KeyKind> kindOf(TPMT_PUBLIC area) {
    return Arrays.stream(KeyKind.values()).filter(kind -> isBy(certified(kind), area)).findFirst();
  }

  static boolean isImported(TPMT_PUBLIC area) {
    return isBy(imported(new byte[0]), area);
  }

  /** Whether all but the key itself is as the template has it. */
  private static boolean isBy(TPMT_PUBLIC template, TPMT_PUBLIC area) {
    if (area.unique == null
        || !area.unique.GetUnionSelector().equals(template.unique.GetUnionSelector())) {
      return false;
    }
    template.unique = area.unique;
    return EndorsementKey.same(template, area);
  }
}
