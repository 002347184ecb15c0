package io.birthmark.hsm.tpm;

import io.birthmark.hsm.Bytes;
import io.birthmark.hsm.ElementException;
import tss.TpmBuffer;
import tss.tpm.TPM2B_PRIVATE;
import tss.tpm.TPMS_ID_OBJECT;
import tss.tpm.TPMT_PUBLIC;

/** What the service sends for a device to prove itself: a key that only its TPM can take in. */
record Challenge(
    TPMS_ID_OBJECT credential,
    Bytes credentialSeed,
    TPM2B_PRIVATE duplicate,
    Bytes duplicationSeed,
    TPMT_PUBLIC area) {

  /**
   * Reads TPM2B_ID_OBJECT, TPM2B_ENCRYPTED_SECRET, TPM2B_PRIVATE, TPM2B_ENCRYPTED_SECRET and
   * TPM2B_PUBLIC; what stands behind them is not looked at.
   */
  static Challenge read(Bytes bytes) {
    TpmBuffer fields = new TpmBuffer(bytes.toArray());
    try {
      TPMS_ID_OBJECT credential = fields.createSizedObj(TPMS_ID_OBJECT.class);
      byte[] credentialSeed = fields.readSizedByteBuf();
      byte[] duplicate = fields.readSizedByteBuf();
      byte[] duplicationSeed = fields.readSizedByteBuf();
      TPMT_PUBLIC area = fields.createSizedObj(TPMT_PUBLIC.class);
      if (fields.isOk() && credential != null && area != null) {
        return new Challenge(
            credential,
            Bytes.of(credentialSeed),
            new TPM2B_PRIVATE(duplicate),
            Bytes.of(duplicationSeed),
            area);
      }
    } catch (RuntimeException e) {
      // TSS.Java meets bytes it cannot read with whatever exception is at hand.
      throw ElementException.lasting(TpmProblems.badChallenge(), e);
    }
    throw ElementException.lasting(TpmProblems.badChallenge());
  }
}
