package io.birthmark.hsm.tpm;

import io.birthmark.hsm.Attestation;
import io.birthmark.hsm.ElementException;
import io.birthmark.hsm.Step;
import java.security.SecureRandom;
import java.util.List;
import java.util.Optional;
import tss.tpm.TPMT_PUBLIC;
import tss.tpm.TPM_RH;

/** EK and SRK at their places, and the proof that both sit in one TPM. */
final class RootKeys {
  private final TpmCommands tpm;
  private final SecureRandom random;
  private final EndorsementKey.Finding.Found ek;
  private final boolean srkWasThere;
  private Optional<TPMT_PUBLIC> srk;

  RootKeys(
      TpmCommands tpm,
      SecureRandom random,
      EndorsementKey.Finding.Found ek,
      Optional<TPMT_PUBLIC> srk) {
    this.tpm = tpm;
    this.random = random;
    this.ek = ek;
    this.srk = srk;
    this.srkWasThere = srk.isPresent();
  }

  /**
   * Whether an SRK that is already there serves, also one by another template: as the parent of a
   * certified key any storage key does; where the service or the station encrypts to it, it must be
   * RSA-2048.
   */
  static boolean servesAsSrk(TPMT_PUBLIC area, Attestation attestation) {
    int restrictedDecrypt = 0x00030000;
    boolean storageKey =
        (area.objectAttributes.toInt() & restrictedDecrypt) == restrictedDecrypt
            && PublicArea.of(area).hasName();
    boolean rsa2048 =
        PublicArea.modulus(area).map(m -> m.length == Templates.RSA_BYTES).orElse(false);
    return storageKey
        && switch (attestation) {
          case TPM -> rsa2048;
          case X509 -> true;
          case SYMMETRIC_KEY -> rsa2048 && StorageKey.of(area).isPresent();
        };
  }

  List<Step> steps() {
    return List.of(
        new Step.Act(
            "persist the EK at " + Handles.hex(Handles.EK_RSA),
            true,
            ek::persistent,
            this::persistEk,
            () -> {}),
        new Step.Act(
            "persist the SRK at " + Handles.hex(Handles.SRK),
            true,
            () -> srkWasThere,
            this::persistSrk,
            () -> {}),
        Step.proving(
            "prove that EK and SRK sit in one TPM",
            () -> {
              if (!sitsBesideEk(Handles.SRK, PublicArea.of(srk()).name())) {
                throw ElementException.lasting(TpmProblems.notOneTpm());
              }
            }));
  }

  private void persistEk() {
    try (PrimaryKey key = PrimaryKey.create(tpm, TPM_RH.ENDORSEMENT, ek.template())) {
      if (!EndorsementKey.same(key.area(), ek.area())) {
        throw ElementException.lasting(TpmProblems.otherKeyCertified());
      }
      key.persist(Handles.EK_RSA);
    }
  }

  private void persistSrk() {
    try (PrimaryKey key = PrimaryKey.create(tpm, TPM_RH.OWNER, Templates.srk())) {
      key.persist(Handles.SRK);
      srk = Optional.of(key.area());
    }
  }

  TPMT_PUBLIC ek() {
    return ek.area();
  }

  /** The SRK's public area, which is known only after it was made. */
  TPMT_PUBLIC srk() {
    return srk.orElseThrow(() -> new IllegalStateException("the SRK's step comes before"));
  }

  /**
   * Seals a secret to the EK for {@code name}, and lets the TPM open it for the key at {@code
   * handle}: it can do so only when the private half of the EK and a key of that name are both in
   * it (TPM 2.0 Part 1, section 24).
   */
  boolean sitsBesideEk(int handle, byte[] name) {
    StorageKey key = StorageKey.of(ek.area()).orElseThrow();
    Credential credential = Credential.make(key, name, random);
    try (EndorsementSession session = EndorsementSession.start(tpm)) {
      return credential.opensTo(
          session.activate(handle, credential.idObject(), credential.encryptedSeed()));
    }
  }
}
