package io.birthmark.hsm.issuer;

import io.birthmark.hsm.Bytes;
import io.birthmark.hsm.CertificateChain;
import io.birthmark.hsm.ElementException;
import io.birthmark.hsm.KeyKind;
import io.birthmark.hsm.Problem;
import io.birthmark.hsm.pkcs11.module.Token;
import io.birthmark.hsm.pkcs11.module.TokenSession;
import java.security.SecureRandom;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The line's CA as its engineer handles it: made, certified by a plant root that is not on the
 * line, looked at. Its key is made in the HSM, never leaves it, and is never overwritten.
 *
 * <p>Thread-safe. Every method may throw {@link ElementException}: the HSM is gone or refuses.
 */
public final class CertificateAuthority {
  private static final Duration AMBER_BEFORE_END = Duration.ofDays(60);
  private static final Duration PROOF_VALIDITY = Duration.ofDays(7);
  private static final Pattern PROOF_CODE = Pattern.compile("[A-Za-z0-9]{1,64}");

  private final StationHsm hsm;
  private final String label;
  private final String stationId;
  private final Profiles profiles;
  private final Clock clock;

  /**
   * The CA of a station.
   *
   * @param label of its key in the HSM
   * @param stationId what its name must hold
   */
  public CertificateAuthority(
      StationHsm hsm, String label, String stationId, Clock clock, SecureRandom random) {
    this.hsm = hsm;
    this.label = label;
    this.stationId = stationId;
    this.profiles = new Profiles(random);
    this.clock = clock;
  }

  /**
   * A request to the plant root.
   *
   * @param pem PKCS#10
   * @param subject the CA's name, by RFC 2253
   * @param key its kind, for people
   */
  public record Request(String pem, String subject, String key) {}

  /** Makes the key in the HSM, and its request. Refused when there is a key of that label. */
  public Answer<Request> init(KeyKind kind) {
    return hsm.change(
        (token, session) -> {
          CaObjects objects = new CaObjects(token, session, label);
          if (objects.privateKey().isPresent()) {
            return new Answer.Refused<>(IssuerProblems.keyExists(label));
          }
          CaKeyPair.make(token, session, label, kind);
          return requested(token, objects);
        });
  }

  /** The request of the key that is there; the same name again, as at first. */
  public Answer<Request> csr() {
    return hsm.use((token, session) -> requested(token, new CaObjects(token, session, label)));
  }

  private Answer<Request> requested(Token token, CaObjects objects) {
    KeyInHsm key = objects.key();
    Bytes request = profiles.caRequest(key, Names.ofCa(stationId));
    return new Answer.Done<>(
        new Request(
            Der.pem("CERTIFICATE REQUEST", request),
            Names.ofCa(stationId).toString(),
            key.publicKey().words()),
        IssuerWarnings.of(token.facts()));
  }

  /**
   * What was imported.
   *
   * @param between those between the CA and the root, nearest first; stored beside it
   * @param root checked, not stored: compare its fingerprint with the plant's
   */
  public record Imported(
      CertificateFacts issuing, List<CertificateFacts> between, CertificateFacts root) {
    public Imported {
      between = List.copyOf(between);
    }
  }

  /**
   * Takes the plant root's answer. It takes the place of a former certificate of the same key.
   *
   * @param pemOrDer the CA's certificate, those above it, and the root, in any order
   */
  public Answer<Imported> importChain(Bytes pemOrDer) {
    List<X509Certificate> given;
    try {
      given = CertificateChain.read(pemOrDer).parsed();
    } catch (CertificateException e) {
      return new Answer.Refused<>(IssuerProblems.importUnreadable());
    }
    return hsm.change(
        (token, session) -> {
          CaObjects objects = new CaObjects(token, session, label);
          KeyInHsm key = objects.key();
          CaImport.Judgement judgement =
              new CaImport(key.publicKey(), stationId, clock.instant()).judge(given);
          if (judgement instanceof CaImport.Judgement.Bad bad) {
            return new Answer.Refused<>(bad.problem());
          }
          CaImport.Judgement.Good good = (CaImport.Judgement.Good) judgement;
          objects.keep(key, good.issuing(), good.between());
          return new Answer.Done<>(
              new Imported(
                  CertificateFacts.of(good.issuing()),
                  good.between().stream().map(CertificateFacts::of).toList(),
                  CertificateFacts.of(good.root())),
              warnings(token, new IssuingCa(good.issuing(), good.between(), key)));
        });
  }

  /**
   * Lets the CA vouch for itself; the key must have been made. What that costs is among the
   * warnings. Refused when the key has a certificate of a plant root.
   *
   * @param days 1 to 3650
   */
  public Answer<CertificateFacts> selfSign(int days) {
    if (days < 1 || days > IssuerProblems.LONGEST_SELF_SIGNED_DAYS) {
      return new Answer.Refused<>(IssuerProblems.selfSignedDays(days));
    }
    return hsm.change(
        (token, session) -> {
          CaObjects objects = new CaObjects(token, session, label);
          KeyInHsm key = objects.key();
          Optional<X509Certificate> foreign =
              objects.certificateOf(key).filter(one -> !CertificatePath.isSelfSigned(one));
          if (foreign.isPresent()) {
            return new Answer.Refused<>(
                IssuerProblems.certificateExists(
                    foreign.get().getSubjectX500Principal().getName()));
          }
          Instant now = clock.instant();
          Profiles.Validity validity =
              new Profiles.Validity(
                  now.minus(DeviceCertificates.SKEW), now.plus(Duration.ofDays(days)));
          X509Certificate made = selfSigned(key, validity);
          objects.keep(key, made, List.of());
          return new Answer.Done<>(
              CertificateFacts.of(made), warnings(token, new IssuingCa(made, List.of(), key)));
        });
  }

  private X509Certificate selfSigned(KeyInHsm key, Profiles.Validity validity) {
    Bytes der = profiles.selfSigned(key, Names.ofCa(stationId), validity);
    try {
      X509Certificate made = new CertificateChain(List.of(der)).parsed().get(0);
      if (!CertificatePath.isSelfSigned(made)) {
        throw ElementException.lasting(
            IssuerProblems.badSignature(made.getSubjectX500Principal().getName()));
      }
      return made;
    } catch (CertificateException e) {
      throw new IllegalStateException("a certificate made here cannot be read", e);
    }
  }

  /**
   * Proves to the service that the CA's key is here: a certificate for the service's code, signed
   * by it. The certificate's own key is made for it and thrown away.
   *
   * @return PEM
   */
  public Answer<String> prove(String code) {
    if (!PROOF_CODE.matcher(code).matches()) {
      return new Answer.Refused<>(IssuerProblems.proofCode());
    }
    return hsm.use(
        (token, session) -> {
          IssuingCa ca = new CaObjects(token, session, label).issuing();
          Instant now = clock.instant();
          Optional<Problem> notValid = ca.notValidAt(now);
          if (notValid.isPresent()) {
            return new Answer.Refused<>(notValid.get());
          }
          Bytes proof =
              profiles.client(
                  ca,
                  CaKeyPair.throwAway(),
                  code,
                  new Profiles.Validity(
                      now.minus(DeviceCertificates.SKEW), now.plus(PROOF_VALIDITY)));
          ca.requireOwnSignature(proof);
          return new Answer.Done<>(Der.pem("CERTIFICATE", proof), warnings(token, ca));
        });
  }

  /** How the CA stands; an HSM that is away is a value here, not an exception. */
  public IssuerState state() {
    try {
      return hsm.use(this::present);
    } catch (ElementException e) {
      return new IssuerState.Away(e.problem());
    }
  }

  private IssuerState present(Token token, TokenSession session) {
    CaObjects objects = new CaObjects(token, session, label);
    Optional<Long> handle = objects.privateKey();
    if (handle.isEmpty()) {
      return new IssuerState.Present(
          token.present(),
          Optional.empty(),
          Optional.empty(),
          List.of(IssuerProblems.keyMissing(label)),
          IssuerWarnings.of(token.facts()));
    }
    KeyInHsm key = objects.key();
    List<String> lacking = objects.lacking(handle.get());
    List<Problem> warnings = new ArrayList<>();
    if (!lacking.isEmpty()) {
      warnings.add(IssuerProblems.keyUnprotected(label, lacking));
    }
    List<Problem> problems = new ArrayList<>();
    Optional<IssuerState.Certificates> certificates = Optional.empty();
    try {
      IssuingCa ca = objects.issuing(key);
      ca.notValidAt(clock.instant()).ifPresent(problems::add);
      warnings.addAll(warnings(token, ca));
      certificates = Optional.of(certificates(ca));
    } catch (ElementException e) {
      if (e.retryHelps()) {
        throw e;
      }
      problems.add(e.problem());
      warnings.addAll(IssuerWarnings.of(token.facts()));
    }
    return new IssuerState.Present(
        token.facts(),
        Optional.of(new IssuerState.Key(label, key.publicKey().words(), lacking)),
        certificates,
        problems,
        warnings);
  }

  private static IssuerState.Certificates certificates(IssuingCa ca) {
    List<CertificateFacts> facts = new ArrayList<>();
    facts.add(CertificateFacts.of(ca.certificate()));
    ca.above().forEach(one -> facts.add(CertificateFacts.of(one)));
    return new IssuerState.Certificates(
        ca.chain(), facts, CertificatePath.isSelfSigned(ca.certificate()));
  }

  private List<Problem> warnings(Token token, IssuingCa ca) {
    List<Problem> warnings = new ArrayList<>(IssuerWarnings.of(token.facts()));
    if (CertificatePath.isSelfSigned(ca.certificate())) {
      warnings.add(IssuerWarnings.selfSigned());
    }
    if (clock.instant().plus(AMBER_BEFORE_END).isAfter(ca.to())) {
      warnings.add(
          IssuerWarnings.endsSoon(ca.certificate().getSubjectX500Principal().getName(), ca.to()));
    }
    return warnings;
  }
}
