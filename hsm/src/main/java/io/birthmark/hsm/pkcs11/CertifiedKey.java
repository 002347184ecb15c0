package io.birthmark.hsm.pkcs11;

import io.birthmark.hsm.Bytes;
import io.birthmark.hsm.CertificateChain;
import io.birthmark.hsm.CertificateRequest;
import io.birthmark.hsm.ElementException;
import io.birthmark.hsm.Problem;
import io.birthmark.hsm.SigningAlgorithm;
import io.birthmark.hsm.Step;
import io.birthmark.hsm.Wanted;
import io.birthmark.hsm.pkcs11.module.Signing;
import io.birthmark.hsm.pkcs11.module.TokenSession;
import java.security.GeneralSecurityException;
import java.security.Signature;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** The way to a key that was made in the token, and its certificate. */
final class CertifiedKey {
  private static final int ID = 16;
  private static final int CHALLENGE = 32;

  private final Talk talk;
  private final Wanted wanted;
  private final boolean replacing;

  /** CKA_ID of the key that will be in force. */
  private final Bytes id;

  private final Optional<DeviceKey> found;
  private final Optional<Certificates.Stored> good;
  private final Names.Standing standing;
  private final Optional<Problem> refusal;
  private final boolean tidy;
  private Optional<PutInForce> putInForce;

  /**
   * Looks at what is there.
   *
   * @param inventory what stands on the token; empty for one that will be erased first
   * @param replacing whether the identity on it gives way
   */
  CertifiedKey(Talk talk, Inventory inventory, Wanted wanted, boolean replacing) {
    this.talk = talk;
    this.wanted = wanted;
    this.replacing = replacing;
    List<DeviceKey> keys =
        inventory.ours().isEmpty() ? List.of() : DeviceKey.all(talk.session(), inventory);
    Optional<DeviceKey> certified =
        inTurn(keys).filter(key -> key.safe() && goodOf(key).isPresent()).findFirst();
    this.found = certified.or(() -> inTurn(keys).filter(this::fitForRequest).findFirst());
    this.good = certified.flatMap(this::goodOf);
    this.id = found.map(DeviceKey::id).orElseGet(() -> talk.randomBytes(ID));
    this.standing = inventory.forNew();
    this.refusal = replacing ? Optional.empty() : stranger(inventory, keys);
    this.putInForce =
        good.map(stored -> new PutInForce(id, stored.standing(), above(stored.chain())));
    this.tidy =
        putInForce.map(p -> p.done(talk.session(), inventory)).orElse(inventory.ours().isEmpty());
  }

  /** New ones first; one of an identity that gives way does not stay. */
  private Stream<DeviceKey> inTurn(List<DeviceKey> keys) {
    return Stream.concat(
        keys.stream().filter(key -> key.standing() == Names.Standing.NEW),
        keys.stream().filter(key -> key.standing() == Names.Standing.IN_FORCE && !replacing));
  }

  private Optional<Certificates.Stored> goodOf(DeviceKey key) {
    return Stream.of(Names.Standing.NEW, Names.Standing.IN_FORCE)
        .flatMap(s -> key.certificates().stream().filter(c -> c.standing() == s))
        .filter(stored -> wanted.stillGood().test(stored.chain()))
        .findFirst();
  }

  private boolean fitForRequest(DeviceKey key) {
    return key.safe() && key.publicKey().kind().equals(Optional.of(wanted.keyKind()));
  }

  /** A certificate under our name whose key is not there, and that is none of our own. */
  private Optional<Problem> stranger(Inventory inventory, List<DeviceKey> keys) {
    for (Inventory.Item leaf : inventory.leaves()) {
      Optional<Bytes> publicKey = Certificates.publicKey(talk.session(), leaf);
      boolean known =
          keys.stream()
              .anyMatch(
                  key ->
                      key.id().equals(leaf.id())
                          && publicKey.equals(Optional.of(key.publicKey().spki())));
      Optional<Certificates.Stored> stored = Certificates.stored(talk.session(), inventory, leaf);
      if (!known && stored.map(Certificates.Stored::chain).filter(this::ours).isEmpty()) {
        return Optional.of(
            Pkcs11Problems.certificateOfAnotherKey(
                stored.map(s -> subject(s.chain())).orElse("that cannot be read")));
      }
    }
    return Optional.empty();
  }

  private boolean ours(CertificateChain chain) {
    return wanted.stillGood().test(chain) || wanted.leftover().test(chain);
  }

  private static String subject(CertificateChain chain) {
    return Certificates.parse(chain.leaf())
        .map(certificate -> certificate.getSubjectX500Principal().getName())
        .orElse("");
  }

  /** Why the device cannot become what is wanted. */
  Optional<Problem> refusal() {
    if (refusal.isPresent() || found.isPresent()) {
      return refusal;
    }
    return DeviceKey.possible(talk.token(), wanted.keyKind())
        ? Optional.empty()
        : Optional.of(
            talk.token().cannot("keys of the kind \"" + wanted.keyKind().word() + "\"").problem());
  }

  /** The steps up to a proven certificate. */
  List<Step> steps() {
    List<Step> steps = new ArrayList<>();
    steps.add(
        new Step.Act(
            "make a " + wanted.keyKind().word() + " key in the token",
            true,
            found::isPresent,
            () -> DeviceKey.generate(talk.session(), wanted.keyKind(), standing, id),
            () -> key().requireSafe()));
    steps.add(
        new Step.Certify(
            "store the certificate of that key",
            good::isPresent,
            this::request,
            this::keep,
            this::prove));
    return steps;
  }

  /** The step after which only this key is left. */
  Step putInForce() {
    return new Step.Act(
        "leave only this identity's key and certificate on the token",
        true,
        () -> tidy,
        () -> inForce().act(talk.session()),
        () -> {
          TokenSession session = talk.session();
          if (!named().done(session, Inventory.of(session))) {
            throw ElementException.lasting(
                Pkcs11Problems.readBackDiffers("there is more of ours on the token than one key"));
          }
        });
  }

  private PutInForce inForce() {
    return putInForce.orElseThrow(() -> new IllegalStateException("the certificate comes before"));
  }

  /** The same, after everything has its usual name. */
  private PutInForce named() {
    return new PutInForce(id, Names.Standing.IN_FORCE, inForce().above());
  }

  private DeviceKey key() {
    return DeviceKey.find(talk.session(), id)
        .orElseThrow(
            () ->
                ElementException.lasting(
                    Pkcs11Problems.readBackDiffers("the key is not on the token")));
  }

  private CertificateRequest request() {
    DeviceKey key = key();
    key.requireSafe();
    return new CertificateRequest(
        Requests.csr(
            wanted.record().registrationId(),
            key.publicKey().spki(),
            key.kind().usualAlgorithm(),
            message -> sign(key, message)),
        key.publicKey().spki(),
        talk.certainHardware());
  }

  private Bytes sign(DeviceKey key, Bytes message) {
    SigningAlgorithm algorithm = key.kind().usualAlgorithm();
    return Signing.sign(talk.session(), key.handle(), algorithm, message);
  }

  private void keep(CertificateChain chain) {
    Optional<X509Certificate> leaf = Certificates.parse(chain.leaf());
    boolean ours =
        leaf.map(l -> Bytes.of(l.getPublicKey().getEncoded()).equals(key().publicKey().spki()))
            .orElse(false);
    if (!ours) {
      throw ElementException.lasting(
          Pkcs11Problems.proofFailed("The issued certificate is not the one of the token's key."));
    }
    Names.Standing at =
        Inventory.of(talk.session()).leaves().stream()
                .anyMatch(item -> item.standing() == Names.Standing.IN_FORCE)
            ? Names.Standing.NEW
            : standing;
    try {
      Certificates.store(talk.session(), at, id, chain);
    } catch (CertificateException e) {
      throw ElementException.lasting(
          Pkcs11Problems.proofFailed("The issued chain holds what is no certificate."), e);
    }
    putInForce = Optional.of(new PutInForce(id, at, above(chain)));
  }

  private static List<Bytes> above(CertificateChain chain) {
    return chain.certificates().subList(1, chain.certificates().size());
  }

  /** The key signs a fresh challenge, which the stored certificate verifies. */
  private void prove() {
    DeviceKey key = key();
    key.requireSafe();
    Bytes leaf =
        key.certificates().stream()
            .filter(stored -> stored.standing() == inForce().leaf())
            .map(stored -> stored.chain().leaf())
            .findFirst()
            .orElseThrow(
                () ->
                    ElementException.lasting(
                        Pkcs11Problems.readBackDiffers(
                            "the certificate of the key is not on the token")));
    Bytes challenge = talk.randomBytes(CHALLENGE);
    Bytes signature = sign(key, challenge);
    try {
      Signature verifier = Signature.getInstance(key.kind().usualAlgorithm().javaName());
      verifier.initVerify(new CertificateChain(List.of(leaf)).parsed().get(0));
      verifier.update(challenge.toArray());
      if (verifier.verify(signature.toArray())) {
        return;
      }
    } catch (GeneralSecurityException e) {
      throw ElementException.lasting(Pkcs11Problems.proofFailed(notProven()), e);
    }
    throw ElementException.lasting(Pkcs11Problems.proofFailed(notProven()));
  }

  private static String notProven() {
    return "The certificate on the token does not verify what the token's key signed.";
  }

  /** What is there after the steps, read afresh. */
  static Optional<CertificateChain> inForce(TokenSession session) {
    return DeviceKey.all(session, Inventory.of(session)).stream()
        .filter(key -> key.standing() == Names.Standing.IN_FORCE && key.safe())
        .flatMap(key -> key.certificates().stream())
        .filter(stored -> stored.standing() == Names.Standing.IN_FORCE)
        .map(Certificates.Stored::chain)
        .findFirst();
  }
}
