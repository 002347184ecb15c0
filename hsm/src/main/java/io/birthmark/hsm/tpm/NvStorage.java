package io.birthmark.hsm.tpm;

import io.birthmark.hsm.Bytes;
import io.birthmark.hsm.ElementException;
import java.io.ByteArrayOutputStream;
import java.io.Serial;
import java.util.Arrays;
import tss.tpm.TPMS_NV_PUBLIC;
import tss.tpm.TPM_HANDLE;
import tss.tpm.TPM_RH;

/** Reads and writes NV indices in the pieces that this TPM takes. */
final class NvStorage {
  private static final int DER_PREFIX = 4;

  private final TpmCommands tpm;
  private final int bufferMax;

  NvStorage(TpmCommands tpm, int bufferMax) {
    this.tpm = tpm;
    this.bufferMax = bufferMax;
  }

  TPMS_NV_PUBLIC publicArea(int index) {
    return tpm.NV_ReadPublic(TPM_HANDLE.from(index)).nvPublic;
  }

  /** Reads by the index's own authorization, which is empty: anyone may read. */
  Bytes read(int index, int size) {
    ByteArrayOutputStream content = new ByteArrayOutputStream(size);
    readInto(content, index, 0, size);
    return Bytes.of(content.toByteArray());
  }

  private void readInto(ByteArrayOutputStream content, int index, int from, int to) {
    for (int offset = from; offset < to; offset += bufferMax) {
      int size = Math.min(bufferMax, to - offset);
      byte[] piece = tpm.NV_Read(TPM_HANDLE.from(index), TPM_HANDLE.from(index), size, offset);
      if (piece.length != size) {
        throw ElementException.lasting(
            TpmProblems.badResponse("NV_Read", piece.length + " bytes, asked for " + size));
      }
      content.writeBytes(piece);
    }
  }

  void write(int index, Bytes content) {
    byte[] all = content.toArray();
    for (int offset = 0; offset < all.length; offset += bufferMax) {
      tpm.NV_Write(
          TPM_HANDLE.from(TPM_RH.OWNER),
          TPM_HANDLE.from(index),
          Arrays.copyOfRange(all, offset, Math.min(all.length, offset + bufferMax)),
          offset);
    }
  }

  /**
   * Reads a DER value that may be followed by padding; makers fill the index up with zeros or 0xFF.
   *
   * @throws DerException when the index cannot be read, or does not begin with a DER SEQUENCE that
   *     fits into it
   */
  Bytes readDer(int index) throws DerException {
    try {
      return readDer(index, publicArea(index).dataSize);
    } catch (TpmResponseException e) {
      if (!e.code().tellsOfUnreadableIndex()) {
        throw e;
      }
      throw new DerException("the TPM answered TPM2_" + e.command() + " with " + e.code());
    }
  }

  private Bytes readDer(int index, int size) throws DerException {
    Bytes first = read(index, Math.min(size, bufferMax));
    int length = derLength(first, size);
    if (length <= first.size()) {
      return first.slice(0, length);
    }
    ByteArrayOutputStream whole = new ByteArrayOutputStream(length);
    whole.writeBytes(first.toArray());
    readInto(whole, index, first.size(), length);
    return Bytes.of(whole.toByteArray());
  }

  /** X.690, section 8.1.3: a SEQUENCE of 256 bytes to 64 KiB has a two-byte length. */
  private static int derLength(Bytes bytes, int size) throws DerException {
    byte[] head = bytes.toArray();
    if (head.length < DER_PREFIX || head[0] != 0x30 || (head[1] & 0xff) != 0x82) {
      throw new DerException("it does not begin like a certificate");
    }
    int length = DER_PREFIX + (((head[2] & 0xff) << 8) | (head[3] & 0xff));
    if (length > size) {
      throw new DerException("it says it has " + length + " bytes, but there are " + size);
    }
    return length;
  }

  /** What stands in the index is not what its first bytes promise. */
  static final class DerException extends Exception {
    @Serial private static final long serialVersionUID = 1;

    DerException(String half) {
      super(half);
    }
  }
}
