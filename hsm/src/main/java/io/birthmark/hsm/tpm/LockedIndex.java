package io.birthmark.hsm.tpm;

import io.birthmark.hsm.Bytes;
import java.util.Optional;
import tss.tpm.TPMA_NV;
import tss.tpm.TPMS_NV_PUBLIC;
import tss.tpm.TPM_ALG_ID;
import tss.tpm.TPM_HANDLE;
import tss.tpm.TPM_RH;

/**
 * An NV index as the station leaves it: the owner writes, anyone reads without a password, no
 * dictionary attack, and once locked it stays so through power-off.
 */
final class LockedIndex {
  private static final int STATE =
      TPMA_NV.WRITTEN.toInt() | TPMA_NV.WRITELOCKED.toInt() | TPMA_NV.READLOCKED.toInt();

  static final int ATTRIBUTES =
      TPMA_NV.OWNERWRITE.toInt()
          | TPMA_NV.OWNERREAD.toInt()
          | TPMA_NV.AUTHREAD.toInt()
          | TPMA_NV.NO_DA.toInt()
          | TPMA_NV.WRITEDEFINE.toInt();

  /**
   * What stands in an index now.
   *
   * @param foreign why the index is not one of ours, if so; then its bytes are not looked at
   * @param bytes empty when it was never written, or has more than was asked for
   */
  record Content(
      Optional<String> foreign, boolean written, boolean locked, int size, Bytes bytes) {}

  private final TpmCommands tpm;
  private final NvStorage nv;
  private final int index;

  LockedIndex(TpmCommands tpm, NvStorage nv, int index) {
    this.tpm = tpm;
    this.nv = nv;
    this.index = index;
  }

  int index() {
    return index;
  }

  Content read(int most) {
    TPMS_NV_PUBLIC area = nv.publicArea(index);
    int attributes = area.attributes.toInt();
    boolean written = (attributes & TPMA_NV.WRITTEN.toInt()) != 0;
    boolean locked = (attributes & TPMA_NV.WRITELOCKED.toInt()) != 0;
    int size = area.dataSize;
    if ((attributes & ~STATE) != ATTRIBUTES) {
      // Not even read: where dictionary attacks are counted, our empty password would be one.
      String why = "it was defined with other attributes";
      return new Content(Optional.of(why), written, locked, size, Bytes.EMPTY);
    }
    if (!written || size > most) {
      return new Content(Optional.empty(), written, locked, size, Bytes.EMPTY);
    }
    try {
      return new Content(Optional.empty(), true, locked, size, nv.read(index, size));
    } catch (TpmResponseException e) {
      if (!e.code().is(ResponseCode.BAD_AUTH)) {
        throw e;
      }
      String why = "it asks for a password";
      return new Content(Optional.of(why), true, locked, size, Bytes.EMPTY);
    }
  }

  void define(int size) {
    tpm.NV_DefineSpace(
        TPM_HANDLE.from(TPM_RH.OWNER),
        new byte[0],
        new TPMS_NV_PUBLIC(
            TPM_HANDLE.from(index), TPM_ALG_ID.SHA256, new TPMA_NV(ATTRIBUTES), new byte[0], size));
  }

  void write(Bytes bytes) {
    nv.write(index, bytes);
  }

  void lock() {
    tpm.NV_WriteLock(TPM_HANDLE.from(TPM_RH.OWNER), TPM_HANDLE.from(index));
  }

  void undefine() {
    tpm.NV_UndefineSpace(TPM_HANDLE.from(TPM_RH.OWNER), TPM_HANDLE.from(index));
  }
}
