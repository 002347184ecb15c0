package io.birthmark.hsm.tpm;

import io.birthmark.hsm.Attestation;
import io.birthmark.hsm.ElementException;
import io.birthmark.hsm.Hardware;
import io.birthmark.hsm.SecretBytes;
import io.birthmark.hsm.Step;
import io.birthmark.hsm.Wanted;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import tss.tpm.TPM2B_PRIVATE;
import tss.tpm.TPMT_PUBLIC;
import tss.tpm.TPMT_SYM_DEF_OBJECT;
import tss.tpm.TPM_ALG_ID;
import tss.tpm.TPM_HANDLE;

/**
 * The symmetric key that the station derives from a group's key. It goes into the TPM wrapped to
 * the SRK that was proven to be there (TPM2_Import), so that nobody on the way sees it.
 */
final class SymmetricKey {
  private static final int PLACE = Handles.SYMMETRIC_KEY;
  private static final int CHALLENGE_BYTES = 32;

  private final TpmCommands tpm;
  private final SecureRandom random;
  private final boolean occupied;
  private final Hardware hardware;

  SymmetricKey(
      TpmCommands tpm, SecureRandom random, Set<Integer> persistentObjects, Hardware hardware) {
    this.tpm = tpm;
    this.random = random;
    this.occupied = persistentObjects.contains(PLACE);
    this.hardware = hardware;
  }

  Route route(Wanted wanted, Before before, RootKeys roots) {
    boolean isWanted = wanted.record().attestation() == Attestation.SYMMETRIC_KEY;
    boolean wasVoided = before.voided(Attestation.SYMMETRIC_KEY);
    if (!isWanted && !wasVoided) {
      return Route.none();
    }
    boolean ours = occupied && KeyTemplates.isImported(readPublic());
    List<Step> clear = new ArrayList<>();
    if (!isWanted) {
      if (ours) {
        clear.add(evicting());
      }
      return new Route.Steps(clear, List.of());
    }
    if (occupied && !ours && !wasVoided) {
      return new Route.Blocked(
          TpmProblems.keyInUse(PLACE, "it is not a key that a station imported"));
    }
    // Whose key it is cannot be seen; only a record says so, and it comes last.
    boolean stays = ours && before instanceof Before.TheSame;
    if (occupied && !stays) {
      clear.add(evicting());
    }
    return new Route.Steps(
        clear,
        List.of(
            new Step.TakeKey(
                "import the symmetric key and persist it at " + Handles.hex(PLACE),
                () -> stays,
                () -> hardware,
                key -> take(key, roots),
                () -> {})));
  }

  private TPMT_PUBLIC readPublic() {
    return tpm.ReadPublic(TPM_HANDLE.from(PLACE)).outPublic;
  }

  private Step evicting() {
    return Route.acting(
        "remove the old key at " + Handles.hex(PLACE), () -> ChildKey.evict(tpm, PLACE));
  }

  private void take(SecretBytes secret, RootKeys roots) {
    StorageKey srk =
        StorageKey.of(roots.srk())
            .orElseThrow(
                () -> ElementException.lasting(TpmProblems.unfitSrk(Attestation.SYMMETRIC_KEY)));
    ImportableKey importable = secret.lend(key -> ImportableKey.wrap(key, srk, random));
    TPM2B_PRIVATE imported =
        tpm.Import(
            TPM_HANDLE.from(Handles.SRK),
            new byte[0],
            importable.area(),
            importable.duplicate(),
            importable.encryptedSeed().toArray(),
            new TPMT_SYM_DEF_OBJECT());
    try (ChildKey key = ChildKey.load(tpm, imported, importable.area())) {
      key.persist(PLACE);
    }
    prove(secret);
  }

  /** Asked here, as long as the secret is at hand to compare with. */
  private void prove(SecretBytes secret) {
    byte[] challenge = new byte[CHALLENGE_BYTES];
    random.nextBytes(challenge);
    byte[] expected = secret.lend(key -> ImportableKey.hmac(key, challenge));
    byte[] answer = tpm.HMAC(TPM_HANDLE.from(PLACE), challenge, TPM_ALG_ID.SHA256);
    if (!MessageDigest.isEqual(expected, answer)) {
      throw ElementException.lasting(TpmProblems.wrongHmac(PLACE));
    }
  }
}
