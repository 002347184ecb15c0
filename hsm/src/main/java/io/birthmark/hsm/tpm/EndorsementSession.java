package io.birthmark.hsm.tpm;

import tss.tpm.TPMS_ID_OBJECT;
import tss.tpm.TPMT_SYM_DEF;
import tss.tpm.TPM_ALG_ID;
import tss.tpm.TPM_HANDLE;
import tss.tpm.TPM_RH;
import tss.tpm.TPM_SE;

/** Uses the EK, which asks for a policy: the endorsement hierarchy's password, here empty. */
final class EndorsementSession implements AutoCloseable {
  private static final int NONCE_BYTES = 16;

  private final TpmCommands tpm;
  private final TPM_HANDLE session;
  private boolean consumed;

  private EndorsementSession(TpmCommands tpm, TPM_HANDLE session) {
    this.tpm = tpm;
    this.session = session;
  }

  static EndorsementSession start(TpmCommands tpm) {
    return new EndorsementSession(
        tpm,
        tpm.StartAuthSession(
                TPM_HANDLE.from(TPM_RH.NULL),
                TPM_HANDLE.from(TPM_RH.NULL),
                // Only a policy session without HMAC uses it: it need not be random.
                new byte[NONCE_BYTES],
                new byte[0],
                TPM_SE.POLICY,
                new TPMT_SYM_DEF(TPM_ALG_ID.NULL, 0, TPM_ALG_ID.NULL),
                TPM_ALG_ID.SHA256)
            .handle);
  }

  /**
   * TPM2_ActivateCredential for the key at {@code handle}; when it succeeds, the session ends with
   * it.
   */
  byte[] activate(int handle, TPMS_ID_OBJECT credential, byte[] encryptedSeed) {
    tpm.PolicySecret(
        TPM_HANDLE.from(TPM_RH.ENDORSEMENT), session, new byte[0], new byte[0], new byte[0], 0);
    tpm._withSessions(TPM_HANDLE.from(TPM_RH.PW), session);
    byte[] secret =
        tpm.ActivateCredential(
            TPM_HANDLE.from(handle), TPM_HANDLE.from(Handles.EK_RSA), credential, encryptedSeed);
    consumed = true;
    return secret;
  }

  @Override
  public void close() {
    if (!consumed) {
      tpm.giveBack(session);
    }
  }
}
