package io.birthmark.hsm.tpm;

import io.birthmark.hsm.Attestation;
import io.birthmark.hsm.Bytes;
import io.birthmark.hsm.CertificateChain;
import io.birthmark.hsm.CertificateRequest;
import io.birthmark.hsm.ElementException;
import io.birthmark.hsm.Hardware;
import io.birthmark.hsm.KeyKind;
import io.birthmark.hsm.Problem;
import io.birthmark.hsm.SigningAlgorithm;
import io.birthmark.hsm.Step;
import io.birthmark.hsm.Wanted;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import tss.tpm.CreateResponse;
import tss.tpm.TPMS_PCR_SELECTION;
import tss.tpm.TPMS_SENSITIVE_CREATE;
import tss.tpm.TPMT_PUBLIC;
import tss.tpm.TPM_HANDLE;

/**
 * The key for X.509 attestation, made in the TPM under the SRK, and the certificate chain that
 * belongs to it. Before it is certified, the TPM proves that the key sits beside the EK.
 */
final class X509Key {
  private static final int PLACE = Handles.X509_KEY;
  private static final int CHALLENGE_BYTES = 32;

  private final TpmCommands tpm;
  private final SecureRandom random;
  private final ChainIndices indices;
  private final boolean occupied;
  private final Hardware hardware;

  /** The key at its place, as TPM2_ReadPublic tells it. */
  private Optional<TPMT_PUBLIC> area = Optional.empty();

  /** What the indices held when the plan was made. */
  private Optional<ChainIndices.Content> found = Optional.empty();

  /** What this run has put into the indices. */
  private Optional<CertificateChain> stored = Optional.empty();

  /** What the indices hold, when it was seen whole, locked, and belongs to the key. */
  private Optional<CertificateChain> proven = Optional.empty();

  X509Key(
      TpmCommands tpm,
      SecureRandom random,
      ChainIndices indices,
      Set<Integer> persistentObjects,
      Hardware hardware) {
    this.tpm = tpm;
    this.random = random;
    this.indices = indices;
    this.occupied = persistentObjects.contains(PLACE);
    this.hardware = hardware;
  }

  Route route(Wanted wanted, Before before, RootKeys roots) {
    if (wanted.record().attestation() == Attestation.X509) {
      return routeToKey(wanted, before, roots);
    }
    return before.voided(Attestation.X509) ? routeToNothing() : Route.none();
  }

  /** What belonged to a voided identity goes, as far as it is ours. */
  private Route routeToNothing() {
    List<Step> clear = new ArrayList<>(removing(indices.look().ours()));
    if (occupied && KeyTemplates.kindOf(readPublic()).isPresent()) {
      clear.add(evicting());
    }
    return new Route.Steps(clear, List.of());
  }

  private Route routeToKey(Wanted wanted, Before before, RootKeys roots) {
    ChainIndices.Content chain = indices.look();
    found = Optional.of(chain);
    Optional<Problem> inTheWay = indices.noPlace().or(chain::foreign);
    if (inTheWay.isPresent()) {
      return new Route.Blocked(inTheWay.get());
    }
    KeyKind kind = wanted.keyKind();
    List<Step> clear = new ArrayList<>();
    if (occupied) {
      TPMT_PUBLIC there = readPublic();
      Optional<KeyKind> its = KeyTemplates.kindOf(there);
      if (before instanceof Before.Voided) {
        if (its.isEmpty() && !before.voided(Attestation.X509)) {
          return keyInTheWay("it is not a key that a station made");
        }
        clear.addAll(removing(chain.ours()));
        clear.add(evicting());
      } else if (its.isEmpty()) {
        return keyInTheWay("it is not a key that a station made");
      } else if (its.get() == kind) {
        area = Optional.of(there);
      } else if (before instanceof Before.TheSame) {
        return keyInTheWay(
            "it is the " + its.get().word() + " key of this identity, wanted is " + kind.word());
      } else {
        clear.add(evicting());
      }
    }
    if (area.isEmpty()) {
      Optional<Problem> cannot = cannotMake(kind);
      if (cannot.isPresent()) {
        return new Route.Blocked(cannot.get());
      }
    }
    return new Route.Steps(clear, making(wanted, roots, chain));
  }

  private static Route keyInTheWay(String why) {
    return new Route.Blocked(TpmProblems.keyInUse(PLACE, why));
  }

  private TPMT_PUBLIC readPublic() {
    return tpm.ReadPublic(TPM_HANDLE.from(PLACE)).outPublic;
  }

  private List<Step> removing(List<LockedIndex> ours) {
    return ours.isEmpty()
        ? List.of()
        : List.of(
            Route.acting(
                "remove the old certificate chain from " + indices.place(),
                () -> {
                  indices.remove(ours);
                  found = Optional.empty();
                }));
  }

  private Step evicting() {
    return Route.acting(
        "remove the old key at " + Handles.hex(PLACE), () -> ChildKey.evict(tpm, PLACE));
  }

  /** Asks the TPM whether it makes such keys; it keeps nothing (TPM 2.0 Part 3, section 30.3). */
  private Optional<Problem> cannotMake(KeyKind kind) {
    try {
      tpm.TestParms(KeyTemplates.signing(kind));
      return Optional.empty();
    } catch (TpmResponseException e) {
      if (e.code().tellsOfUnknownParameters()) {
        return Optional.of(TpmProblems.keyKind(kind, e.code()));
      }
      throw e;
    }
  }

  private List<Step> making(Wanted wanted, RootKeys roots, ChainIndices.Content chain) {
    KeyKind kind = wanted.keyKind();
    boolean reused = area.isPresent();
    Optional<CertificateChain> kept =
        chain.chain().filter(c -> reused && belongs(c) && wanted.stillGood().test(c));
    List<Step> steps = new ArrayList<>();
    steps.add(
        new Step.Act(
            "make a " + kind.word() + " key and persist it at " + Handles.hex(PLACE),
            true,
            () -> reused,
            () -> make(kind),
            () -> {}));
    if (kept.isEmpty()) {
      steps.add(
          Step.proving(
              "prove that the key sits in the TPM of the EK", () -> proveResidence(kind, roots)));
    } else if (!chain.locked()) {
      steps.add(
          Route.acting(
              "lock the certificate chain", () -> chain.ours().forEach(LockedIndex::lock)));
    } else {
      proven = kept;
    }
    steps.add(
        new Step.Certify(
            "certify the key and store the chain from " + indices.place() + " on",
            kept::isPresent,
            () -> request(wanted.record().registrationId(), kind),
            this::keep,
            () -> prove(kind)));
    return steps;
  }

  private void make(KeyKind kind) {
    CreateResponse made =
        tpm.Create(
            TPM_HANDLE.from(Handles.SRK),
            new TPMS_SENSITIVE_CREATE(new byte[0], new byte[0]),
            KeyTemplates.certified(kind),
            new byte[0],
            new TPMS_PCR_SELECTION[0]);
    if (!KeyTemplates.kindOf(made.outPublic).equals(Optional.of(kind))) {
      throw ElementException.lasting(
          TpmProblems.badResponse("Create", "another kind of key than was asked for"));
    }
    try (ChildKey key = ChildKey.load(tpm, made.outPrivate, made.outPublic)) {
      key.persist(PLACE);
    }
    area = Optional.of(readPublic());
  }

  /**
   * What TPM2_ReadPublic tells must be a key that never was outside, and the TPM must show that it
   * holds the key of just that public area: only for its name does the credential open, and the
   * name is computed here, over the attributes too.
   */
  private void proveResidence(KeyKind kind, RootKeys roots) {
    TPMT_PUBLIC told = key();
    if (!KeyTemplates.kindOf(told).equals(Optional.of(kind))) {
      throw ElementException.lasting(
          TpmProblems.badResponse("ReadPublic", "another kind of key than was made"));
    }
    if (!withKey(() -> opens(told, roots))) {
      throw ElementException.lasting(TpmProblems.keyNotBesideEk(PLACE));
    }
  }

  private static boolean opens(TPMT_PUBLIC told, RootKeys roots) {
    try {
      return roots.sitsBesideEk(PLACE, PublicArea.of(told).name());
    } catch (TpmResponseException e) {
      if (e.command().equals("ActivateCredential") && e.code().tellsOfAnotherKey()) {
        return false;
      }
      throw e;
    }
  }

  private TPMT_PUBLIC key() {
    return area.orElseThrow(() -> new IllegalStateException("the key's step comes before"));
  }

  private CertificateRequest request(String registrationId, KeyKind kind) {
    PublicKey publicKey = PublicKeys.of(key());
    Bytes csr =
        withKey(
            () ->
                SigningRequest.make(
                    registrationId, publicKey, kind.usualAlgorithm(), new SigningKey(tpm, PLACE)));
    return new CertificateRequest(csr, Bytes.of(publicKey.getEncoded()), hardware);
  }

  private void keep(CertificateChain chain) {
    if (!belongs(chain)) {
      throw ElementException.lasting(TpmProblems.certificateOfAnotherKey(PLACE));
    }
    found.ifPresent(old -> indices.remove(old.ours()));
    found = Optional.empty();
    indices.store(chain);
    stored = Optional.of(chain);
  }

  private boolean belongs(CertificateChain chain) {
    try {
      X509Certificate leaf = chain.parsed().get(0);
      return Arrays.equals(leaf.getPublicKey().getEncoded(), PublicKeys.of(key()).getEncoded());
    } catch (CertificateException e) {
      return false;
    }
  }

  /** The stored chain's key answers a fresh challenge. */
  private void prove(KeyKind kind) {
    CertificateChain chain = proven.orElseGet(indices::readBack);
    if (!stored.map(chain::equals).orElse(true)) {
      throw ElementException.lasting(
          TpmProblems.readBackDiffers("the certificate chain is another one"));
    }
    byte[] challenge = new byte[CHALLENGE_BYTES];
    random.nextBytes(challenge);
    SigningAlgorithm algorithm = kind.usualAlgorithm();
    Bytes signature = withKey(() -> new SigningKey(tpm, PLACE).sign(algorithm, challenge));
    try {
      PublicKey certified = chain.parsed().get(0).getPublicKey();
      if (!SigningKey.verifies(algorithm, certified, challenge, signature)) {
        throw ElementException.lasting(TpmProblems.wrongSignature(PLACE));
      }
    } catch (CertificateException e) {
      throw ElementException.lasting(
          TpmProblems.readBackDiffers("the certificate chain cannot be read"), e);
    }
    proven = Optional.of(chain);
  }

  /** The chain in the TPM, whose key has answered. */
  CertificateChain provenChain() {
    return proven.orElseThrow(
        () ->
            ElementException.lasting(
                TpmProblems.readBackDiffers("there is no certificate chain in it")));
  }

  /** A password on the key is somebody else's. */
  private static <T> T withKey(Supplier<T> use) {
    try {
      return use.get();
    } catch (TpmResponseException e) {
      if (e.code().is(ResponseCode.AUTH_FAIL) || e.code().is(ResponseCode.BAD_AUTH)) {
        throw ElementException.lasting(TpmProblems.keyInUse(PLACE, "it has a password"), e);
      }
      throw e;
    }
  }
}
