package io.birthmark.hsm.tpm;

import io.birthmark.hsm.tpm.transport.TpmTransport;
import java.io.Serial;
import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.util.Arrays;
import tss.TpmBuffer;
import tss.tpm.TPM2B_PUBLIC_KEY_RSA;
import tss.tpm.TPMA_NV;
import tss.tpm.TPMS_NV_PUBLIC;
import tss.tpm.TPMT_PUBLIC;
import tss.tpm.TPM_ALG_ID;
import tss.tpm.TPM_CAP;
import tss.tpm.TPM_CC;
import tss.tpm.TPM_HANDLE;
import tss.tpm.TPM_RH;
import tss.tpm.TPM_ST;

/**
 * A blank TPM of paper, which answers what a run with {@code tpm} attestation asks, so that one can
 * be rehearsed without a device. It has no key and keeps no secret. The proof that its EK and SRK
 * sit in one TPM it passes by a trick: the secret that it should open is drawn at random by {@link
 * TpmElement}, and the one that is made here draws zeros.
 */
public final class PaperTpm implements TpmTransport {
  private static final int SUCCESS = 0;
  private static final int SIZE_AT = 2;
  private static final int CODE_AT = 6;
  private static final int HEADER = 10;
  private static final int HANDLE = 4;
  private static final int LOADED_KEY = 0x80000001;
  private static final int SESSION = 0x03000000;
  private static final int SHA256_BYTES = 32;
  private static final int HIERARCHIES_ON = 0b110;

  private byte[] record = {};

  /** A device with this TPM in it. */
  public static TpmElement element() {
    return new TpmElement(new PaperTpm(), new EkPolicy.Off(), Handles.RECORD, new KnownRandom());
  }

  private PaperTpm() {}

  /** Draws zeros, so that whoever has to open a secret knows it. */
  private static final class KnownRandom extends SecureRandom {
    @Serial private static final long serialVersionUID = 1;

    @Override
    public void nextBytes(byte[] bytes) {
      Arrays.fill(bytes, (byte) 0);
    }
  }

  /** The answer bears the command's tag, and no authorization, at which nobody looks. */
  @Override
  public byte[] send(byte[] command) {
    ByteBuffer asked = ByteBuffer.wrap(command);
    short tag = asked.getShort(0);
    TPM_CC code = TPM_CC.fromInt(asked.getInt(CODE_AT));
    TpmBuffer answer = new TpmBuffer();
    answer.writeShort(tag);
    answer.writeInt(0);
    answer.writeInt(SUCCESS);
    if (code.equals(TPM_CC.CreatePrimary)) {
      answer.writeInt(LOADED_KEY);
    } else if (code.equals(TPM_CC.StartAuthSession)) {
      answer.writeInt(SESSION);
    }
    if (Short.toUnsignedInt(tag) == TPM_ST.SESSIONS.toInt()) {
      answer.writeInt(0);
    }
    parameters(code, asked, answer);
    answer.writeNumAtPos(answer.curPos(), SIZE_AT);
    return answer.trim();
  }

  private void parameters(TPM_CC code, ByteBuffer asked, TpmBuffer answer) {
    if (code.equals(TPM_CC.GetCapability)) {
      capability(asked.getInt(HEADER), answer);
    } else if (code.equals(TPM_CC.CreatePrimary)) {
      boolean ek = asked.getInt(HEADER) == TPM_RH.ENDORSEMENT.toInt();
      answer.writeSizedByteBuf(key(ek ? Templates.ek() : Templates.srk()).toBytes());
    } else if (code.equals(TPM_CC.StartAuthSession) || code.equals(TPM_CC.ActivateCredential)) {
      // A nonce, and the secret.
      answer.writeSizedByteBuf(new byte[SHA256_BYTES]);
    } else if (code.equals(TPM_CC.PolicySecret)) {
      answer.writeSizedByteBuf(new byte[0]);
      answer.writeShort(TPM_ST.AUTH_SECRET);
      answer.writeInt(TPM_RH.ENDORSEMENT.toInt());
      answer.writeSizedByteBuf(new byte[0]);
    } else if (code.equals(TPM_CC.NV_Write)) {
      record = written(asked);
    } else if (code.equals(TPM_CC.NV_ReadPublic)) {
      answer.writeSizedByteBuf(area().toBytes());
      answer.writeSizedByteBuf(new byte[0]);
    } else if (code.equals(TPM_CC.NV_Read)) {
      answer.writeSizedByteBuf(record);
    }
  }

  private static void capability(int which, TpmBuffer answer) {
    answer.writeByte((byte) 0);
    answer.writeInt(which);
    if (which == TPM_CAP.HANDLES.toInt()) {
      answer.writeInt(0);
    } else {
      answer.writeInt(2);
      answer.writeInt(TpmFacts.PERMANENT);
      answer.writeInt(0);
      answer.writeInt(TpmFacts.STARTUP_CLEAR);
      answer.writeInt(HIERARCHIES_ON);
    }
  }

  private static TPMT_PUBLIC key(TPMT_PUBLIC template) {
    byte[] modulus = new byte[Templates.RSA_BYTES];
    Arrays.fill(modulus, (byte) 0xa5);
    template.unique = new TPM2B_PUBLIC_KEY_RSA(modulus);
    return template;
  }

  /** Behind two handles and the authorization. */
  private static byte[] written(ByteBuffer command) {
    int authorization = command.getInt(HEADER + 2 * HANDLE);
    int at = HEADER + 3 * HANDLE + authorization;
    byte[] data = new byte[command.getShort(at)];
    command.get(at + 2, data);
    return data;
  }

  private TPMS_NV_PUBLIC area() {
    return new TPMS_NV_PUBLIC(
        TPM_HANDLE.from(Handles.RECORD),
        TPM_ALG_ID.SHA256,
        new TPMA_NV(LockedIndex.ATTRIBUTES | TPMA_NV.WRITTEN.toInt() | TPMA_NV.WRITELOCKED.toInt()),
        new byte[0],
        record.length);
  }

  @Override
  public void close() {}
}
