package io.birthmark.hsm.tpm;

import io.birthmark.hsm.Bytes;
import io.birthmark.hsm.ElementException;
import io.birthmark.hsm.IdentityRecord;
import io.birthmark.hsm.tpm.transport.TpmTransport;
import java.util.Arrays;
import java.util.Optional;
import java.util.function.Supplier;
import tss.tpm.TPM2B_PRIVATE;
import tss.tpm.TPMS_NV_PUBLIC;
import tss.tpm.TPMT_SYM_DEF_OBJECT;
import tss.tpm.TPM_ALG_ID;
import tss.tpm.TPM_HANDLE;
import tss.tpm.TPM_RH;
import tss.tpm.TPM_SU;

/**
 * The TPM as the device itself uses it, at its first boot and after: it reads the record that the
 * station left, opens the service's challenges, and signs with the key that came in them. The
 * station never does this; it is the other side of what the station prepares.
 *
 * <p>Every method may throw {@link ElementException}.
 */
public final class DeviceTpm implements AutoCloseable {
  private static final int INPUT_BUFFER = 1024;
  private static final TPMT_SYM_DEF_OBJECT AES_128_CFB =
      new TPMT_SYM_DEF_OBJECT(TPM_ALG_ID.AES, 128, TPM_ALG_ID.CFB);

  private final TpmCommands tpm;

  /** Takes over the connection and starts the TPM when its firmware has not. */
  public DeviceTpm(TpmTransport transport) {
    tpm = new TpmCommands(transport);
    boolean unused = talking(this::start);
  }

  private boolean start() {
    try {
      tpm.Startup(TPM_SU.CLEAR);
      return true;
    } catch (TpmResponseException e) {
      if (e.code().is(ResponseCode.INITIALIZE)) {
        return false;
      }
      throw e;
    }
  }

  /**
   * The identity record in {@code index}; empty when there is no such index or no readable record
   * in it.
   */
  public Optional<IdentityRecord> record(int index) {
    return talking(
        () -> {
          try {
            TPMS_NV_PUBLIC area = tpm.NV_ReadPublic(TPM_HANDLE.from(index)).nvPublic;
            Bytes stored =
                new NvStorage(tpm, TpmFacts.SMALLEST_NV_BUFFER).read(index, area.dataSize);
            return IdentityRecord.read(stored) instanceof IdentityRecord.Reading.Valid valid
                ? Optional.of(valid.record())
                : Optional.empty();
          } catch (TpmResponseException e) {
            if (e.code().is(ResponseCode.HANDLE) || e.code().is(ResponseCode.NV_UNINITIALIZED)) {
              return Optional.empty();
            }
            throw e;
          }
        });
  }

  /** The EK's TPM2B_PUBLIC, as the station persisted it. */
  public Bytes endorsementKey() {
    return publicArea(Handles.EK_RSA);
  }

  /** The same, if there is a key at the EK's place; a TPM need not have been given one. */
  public Optional<Bytes> maybeEndorsementKey() {
    return talking(
        () -> {
          try {
            return Optional.of(
                PublicArea.of(tpm.ReadPublic(TPM_HANDLE.from(Handles.EK_RSA)).outPublic).tpm2b());
          } catch (TpmResponseException e) {
            if (e.code().is(ResponseCode.HANDLE)) {
              return Optional.empty();
            }
            throw e;
          }
        });
  }

  /** The SRK's TPM2B_PUBLIC. */
  public Bytes storageRootKey() {
    return publicArea(Handles.SRK);
  }

  private Bytes publicArea(int handle) {
    return talking(() -> PublicArea.of(tpm.ReadPublic(TPM_HANDLE.from(handle)).outPublic).tpm2b());
  }

  /**
   * Opens a challenge of the service and keeps the key that is in it, in place of an earlier one.
   *
   * @param challenge the service's {@code authenticationKey}: TPM2B_ID_OBJECT,
   *     TPM2B_ENCRYPTED_SECRET, TPM2B_PRIVATE, TPM2B_ENCRYPTED_SECRET, TPM2B_PUBLIC, TPM2B_DATA one
   *     after the other
   */
  public void activate(Bytes challenge) {
    Challenge parts = Challenge.read(challenge);
    boolean unused =
        talking(
            () -> {
              byte[] inner = open(parts);
              try {
                keep(inner, parts);
                return true;
              } finally {
                Arrays.fill(inner, (byte) 0);
              }
            });
  }

  private byte[] open(Challenge parts) {
    try (EndorsementSession session = EndorsementSession.start(tpm)) {
      return session.activate(parts.credential(), parts.credentialSeed().toArray());
    }
  }

  private void keep(byte[] inner, Challenge parts) {
    TPM_HANDLE srk = TPM_HANDLE.from(Handles.SRK);
    TPM2B_PRIVATE imported =
        tpm.Import(
            srk,
            inner,
            parts.area(),
            parts.duplicate(),
            parts.duplicationSeed().toArray(),
            AES_128_CFB);
    try (LoadedKey key = new LoadedKey(tpm, tpm.Load(srk, imported, parts.area()))) {
      forgetServiceKey();
      tpm.EvictControl(
          TPM_HANDLE.from(TPM_RH.OWNER), key.handle(), TPM_HANDLE.from(Handles.SERVICE_KEY));
    }
  }

  private record LoadedKey(TpmCommands tpm, TPM_HANDLE handle) implements AutoCloseable {
    @Override
    public void close() {
      tpm.giveBack(handle);
    }
  }

  private void forgetServiceKey() {
    TPM_HANDLE place = TPM_HANDLE.from(Handles.SERVICE_KEY);
    try {
      tpm.EvictControl(TPM_HANDLE.from(TPM_RH.OWNER), place, place);
    } catch (TpmResponseException e) {
      if (!e.code().is(ResponseCode.HANDLE)) {
        throw e;
      }
    }
  }

  /**
   * HMAC-SHA256 with the key of the last challenge.
   *
   * @param data at most 1024 bytes, which every TPM takes at once
   */
  public Bytes sign(Bytes data) {
    if (data.size() > INPUT_BUFFER) {
      throw new IllegalArgumentException("a TPM signs at most 1024 bytes at once");
    }
    return talking(
        () ->
            Bytes.of(
                tpm.HMAC(TPM_HANDLE.from(Handles.SERVICE_KEY), data.toArray(), TPM_ALG_ID.SHA256)));
  }

  @Override
  public void close() {
    tpm.close();
  }

  private static <T> T talking(Supplier<T> talk) {
    try {
      return talk.get();
    } catch (TpmResponseException e) {
      throw ElementException.lasting(ResponseProblems.of(e), e);
    }
  }
}
