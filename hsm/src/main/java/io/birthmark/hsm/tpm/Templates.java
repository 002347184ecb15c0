package io.birthmark.hsm.tpm;

import java.util.Arrays;
import java.util.HexFormat;
import tss.tpm.TPM2B_PUBLIC_KEY_RSA;
import tss.tpm.TPMA_OBJECT;
import tss.tpm.TPMS_NULL_ASYM_SCHEME;
import tss.tpm.TPMS_RSA_PARMS;
import tss.tpm.TPMT_PUBLIC;
import tss.tpm.TPMT_SYM_DEF_OBJECT;
import tss.tpm.TPM_ALG_ID;

/** The public areas from which a TPM makes its primary keys. */
final class Templates {
  static final int RSA_BYTES = 256;
  private static final int RSA_BITS = 2048;

  /** PolicySecret(TPM_RH_ENDORSEMENT), TCG EK Credential Profile, appendix B.3.3 ("PolicyA"). */
  private static final byte[] EK_POLICY =
      HexFormat.of().parseHex("837197674484b3f81a90cc8d46a5d724fd52d76e06520b64f2a1da1b331469aa");

  private Templates() {}

  /** TCG EK Credential Profile, template L-1: RSA-2048, unique of 256 zero bytes. */
  static TPMT_PUBLIC ek() {
    return rsaStorageKey(
        new TPMA_OBJECT(
            TPMA_OBJECT.fixedTPM,
            TPMA_OBJECT.fixedParent,
            TPMA_OBJECT.sensitiveDataOrigin,
            TPMA_OBJECT.adminWithPolicy,
            TPMA_OBJECT.restricted,
            TPMA_OBJECT.decrypt),
        EK_POLICY,
        new byte[RSA_BYTES]);
  }

  /**
   * Whether a key is of the kind of the template's: the service and {@link Credential} encrypt to
   * RSA-2048 with AES-128-CFB and SHA-256.
   */
  static boolean isOfEkKind(TPMT_PUBLIC area) {
    TPMT_PUBLIC ek = ek();
    return area.parameters instanceof TPMS_RSA_PARMS parameters
        && parameters.keyBits == RSA_BITS
        && Arrays.equals(
            parameters.symmetric.toBytes(), ((TPMS_RSA_PARMS) ek.parameters).symmetric.toBytes())
        && area.nameAlg.equals(ek.nameAlg)
        && Arrays.equals(area.authPolicy, ek.authPolicy);
  }

  /** TCG Provisioning Guidance, section 7.5.1, as the DPS SDKs make it: no dictionary attacks. */
  static TPMT_PUBLIC srk() {
    return rsaStorageKey(
        new TPMA_OBJECT(
            TPMA_OBJECT.fixedTPM,
            TPMA_OBJECT.fixedParent,
            TPMA_OBJECT.sensitiveDataOrigin,
            TPMA_OBJECT.userWithAuth,
            TPMA_OBJECT.noDA,
            TPMA_OBJECT.restricted,
            TPMA_OBJECT.decrypt),
        new byte[0],
        new byte[0]);
  }

  private static TPMT_PUBLIC rsaStorageKey(TPMA_OBJECT attributes, byte[] policy, byte[] unique) {
    return new TPMT_PUBLIC(
        TPM_ALG_ID.SHA256,
        attributes,
        policy.clone(),
        new TPMS_RSA_PARMS(
            new TPMT_SYM_DEF_OBJECT(TPM_ALG_ID.AES, 128, TPM_ALG_ID.CFB),
            new TPMS_NULL_ASYM_SCHEME(),
            RSA_BITS,
            0),
        new TPM2B_PUBLIC_KEY_RSA(unique));
  }
}
