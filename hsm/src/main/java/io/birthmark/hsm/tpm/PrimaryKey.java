package io.birthmark.hsm.tpm;

import tss.tpm.CreatePrimaryResponse;
import tss.tpm.TPMS_PCR_SELECTION;
import tss.tpm.TPMS_SENSITIVE_CREATE;
import tss.tpm.TPMT_PUBLIC;
import tss.tpm.TPM_HANDLE;
import tss.tpm.TPM_RH;

/** A primary key while it is loaded; a TPM has three places for such keys, so give it back. */
final class PrimaryKey implements AutoCloseable {
  private final TpmCommands tpm;
  private final TPM_HANDLE handle;
  private final TPMT_PUBLIC area;

  private PrimaryKey(TpmCommands tpm, CreatePrimaryResponse created) {
    this.tpm = tpm;
    this.handle = created.handle;
    this.area = created.outPublic;
  }

  static PrimaryKey create(TpmCommands tpm, TPM_RH hierarchy, TPMT_PUBLIC template) {
    return new PrimaryKey(
        tpm,
        tpm.CreatePrimary(
            TPM_HANDLE.from(hierarchy),
            new TPMS_SENSITIVE_CREATE(new byte[0], new byte[0]),
            template,
            new byte[0],
            new TPMS_PCR_SELECTION[0]));
  }

  TPMT_PUBLIC area() {
    return area;
  }

  /** Keeps the key at {@code place} through power cuts (TPM2_EvictControl). */
  void persist(int place) {
    tpm.EvictControl(TPM_HANDLE.from(TPM_RH.OWNER), handle, TPM_HANDLE.from(place));
  }

  @Override
  public void close() {
    tpm.giveBack(handle);
  }
}
