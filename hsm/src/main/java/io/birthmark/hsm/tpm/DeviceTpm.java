package io.birthmark.hsm.tpm;

import io.birthmark.hsm.Bytes;
import io.birthmark.hsm.CertificateChain;
import io.birthmark.hsm.DeviceElement;
import io.birthmark.hsm.ElementException;
import io.birthmark.hsm.IdentityRecord;
import io.birthmark.hsm.SigningAlgorithm;
import io.birthmark.hsm.tpm.transport.TpmTransport;
import java.security.PublicKey;
import java.util.Arrays;
import java.util.Optional;
import java.util.function.Supplier;
import tss.tpm.TPM2B_PRIVATE;
import tss.tpm.TPMT_SYM_DEF_OBJECT;
import tss.tpm.TPM_ALG_ID;
import tss.tpm.TPM_HANDLE;
import tss.tpm.TPM_SU;

/**
 * The TPM as the device itself uses it, at its first boot and after: it reads the record that the
 * station left, opens the service's challenges, and signs with the key that came in them. The
 * station never does this; it is the other side of what the station prepares.
 *
 * <p>Every method may throw {@link ElementException}.
 */
public final class DeviceTpm implements DeviceElement {
  private static final int INPUT_BUFFER = 1024;
  private static final TPMT_SYM_DEF_OBJECT AES_128_CFB =
      new TPMT_SYM_DEF_OBJECT(TPM_ALG_ID.AES, 128, TPM_ALG_ID.CFB);

  private final TpmCommands tpm;
  private final NvStorage nv;
  private final int recordIndex;

  /** A device whose record is in the usual index. */
  public DeviceTpm(TpmTransport transport) {
    this(transport, Handles.RECORD);
  }

  /**
   * Takes over the connection and starts the TPM when its firmware has not.
   *
   * @param recordIndex the NV index of the identity record
   */
  public DeviceTpm(TpmTransport transport, int recordIndex) {
    this.tpm = new TpmCommands(transport);
    this.nv = new NvStorage(tpm, TpmFacts.SMALLEST_NV_BUFFER);
    this.recordIndex = recordIndex;
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

  @Override
  public Optional<IdentityRecord> record() {
    return talking(() -> content(recordIndex))
        .flatMap(
            stored ->
                IdentityRecord.read(stored) instanceof IdentityRecord.Reading.Valid valid
                    ? Optional.of(valid.record())
                    : Optional.empty());
  }

  /** What stands in an index; empty when there is none, or nothing was written. */
  private Optional<Bytes> content(int index) {
    try {
      return Optional.of(nv.read(index, nv.publicArea(index).dataSize));
    } catch (TpmResponseException e) {
      if (e.code().is(ResponseCode.HANDLE) || e.code().is(ResponseCode.NV_UNINITIALIZED)) {
        return Optional.empty();
      }
      throw e;
    }
  }

  @Override
  public CertificateChain certificateChain() {
    int first = recordIndex + 1;
    return talking(
        () -> {
          ChainParts parts = new ChainParts();
          for (int number = 0; number < ChainParts.MOST && !parts.ended(); number++) {
            Optional<Bytes> part = content(first + number);
            if (part.isEmpty()) {
              break;
            }
            parts.add(part.get());
          }
          return parts
              .chain()
              .orElseThrow(() -> ElementException.lasting(TpmProblems.noChain(first)));
        });
  }

  /**
   * Signs with the certified key. A TPM chooses the salt of an RSA-PSS signature by itself, and
   * some take the longest one (TPM 2.0 Part 1, appendix B.7); TLS 1.3 does not accept that. Such a
   * signature is not handed out: the problem is {@code tpm.pss-salt}, and TLS 1.2 with PKCS #1 is
   * the way around it.
   */
  @Override
  public Bytes sign(SigningAlgorithm algorithm, Bytes message) {
    return withKey(
        Handles.X509_KEY,
        () -> {
          byte[] bytes = message.toArray();
          Bytes signature = new SigningKey(tpm, Handles.X509_KEY).sign(algorithm, bytes);
          if (algorithm == SigningAlgorithm.RSA_PSS_SHA256) {
            PublicKey key =
                PublicKeys.of(tpm.ReadPublic(TPM_HANDLE.from(Handles.X509_KEY)).outPublic);
            if (!SigningKey.verifies(algorithm, key, bytes, signature)) {
              throw ElementException.lasting(TpmProblems.otherSalt());
            }
          }
          return signature;
        });
  }

  @Override
  public Bytes hmac(Bytes data) {
    return hmac(Handles.SYMMETRIC_KEY, data);
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
      return session.activate(Handles.SRK, parts.credential(), parts.credentialSeed().toArray());
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
    try (ChildKey key = ChildKey.load(tpm, imported, parts.area())) {
      forgetServiceKey();
      key.persist(Handles.SERVICE_KEY);
    }
  }

  private void forgetServiceKey() {
    try {
      ChildKey.evict(tpm, Handles.SERVICE_KEY);
    } catch (TpmResponseException e) {
      if (!e.code().is(ResponseCode.HANDLE)) {
        throw e;
      }
    }
  }

  /**
   * HMAC-SHA256 with the key of the last challenge of the service.
   *
   * @param data at most 1024 bytes, which every TPM takes at once
   */
  public Bytes signForService(Bytes data) {
    return hmac(Handles.SERVICE_KEY, data);
  }

  private Bytes hmac(int handle, Bytes data) {
    if (data.size() > INPUT_BUFFER) {
      throw new IllegalArgumentException("a TPM signs at most 1024 bytes at once");
    }
    return withKey(
        handle,
        () -> Bytes.of(tpm.HMAC(TPM_HANDLE.from(handle), data.toArray(), TPM_ALG_ID.SHA256)));
  }

  private static <T> T withKey(int handle, Supplier<T> use) {
    return talking(
        () -> {
          try {
            return use.get();
          } catch (TpmResponseException e) {
            if (e.code().is(ResponseCode.HANDLE)) {
              throw ElementException.lasting(TpmProblems.noKey(handle), e);
            }
            throw e;
          }
        });
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
