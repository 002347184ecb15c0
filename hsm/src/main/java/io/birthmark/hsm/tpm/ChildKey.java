package io.birthmark.hsm.tpm;

import tss.tpm.TPM2B_PRIVATE;
import tss.tpm.TPMT_PUBLIC;
import tss.tpm.TPM_HANDLE;
import tss.tpm.TPM_RH;

/** A key under the SRK while it is loaded; it takes a place that has to be given back. */
record ChildKey(TpmCommands tpm, TPM_HANDLE handle) implements AutoCloseable {

  static ChildKey load(TpmCommands tpm, TPM2B_PRIVATE sealed, TPMT_PUBLIC area) {
    return new ChildKey(tpm, tpm.Load(TPM_HANDLE.from(Handles.SRK), sealed, area));
  }

  /** Keeps the key at {@code place} through power cuts; nothing may be there. */
  void persist(int place) {
    tpm.EvictControl(TPM_HANDLE.from(TPM_RH.OWNER), handle, TPM_HANDLE.from(place));
  }

  /** Removes what is persistent at {@code place}. */
  static void evict(TpmCommands tpm, int place) {
    TPM_HANDLE there = TPM_HANDLE.from(place);
    tpm.EvictControl(TPM_HANDLE.from(TPM_RH.OWNER), there, there);
  }

  @Override
  public void close() {
    tpm.giveBack(handle);
  }
}
