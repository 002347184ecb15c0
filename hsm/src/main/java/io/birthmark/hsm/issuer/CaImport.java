package io.birthmark.hsm.issuer;

import io.birthmark.hsm.Problem;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Judges the certificates that the plant's CA sent back, before one of them is stored. */
final class CaImport {
  /** Of several certificates of one key, the one that was made last counts. */
  static final Comparator<X509Certificate> BY_BEGINNING =
      Comparator.comparing(certificate -> certificate.getNotBefore().toInstant());

  private static final int LONGEST_YEARS = 2;
  private static final int KEY_CERT_SIGN = 5;
  private static final String PATH_LENGTH = "pathlen:0";

  /** What becomes of it. */
  sealed interface Judgement {

    /**
     * @param issuing the certificate of the HSM's key
     * @param between those between it and the root, nearest first; may be empty
     */
    record Good(X509Certificate issuing, List<X509Certificate> between, X509Certificate root)
        implements Judgement {}

    record Bad(Problem problem) implements Judgement {}
  }

  private final AcceptedKey key;
  private final String stationId;
  private final Instant now;

  CaImport(AcceptedKey key, String stationId, Instant now) {
    this.key = key;
    this.stationId = stationId;
    this.now = now;
  }

  Judgement judge(List<X509Certificate> given) {
    Optional<X509Certificate> ours =
        given.stream().filter(c -> certifies(c, key)).max(BY_BEGINNING);
    if (ours.isEmpty()) {
      return new Judgement.Bad(IssuerProblems.importOtherKey(key.words()));
    }
    X509Certificate issuing = ours.get();
    Optional<Problem> unfit = unfit(issuing);
    if (unfit.isPresent()) {
      return new Judgement.Bad(unfit.get());
    }
    List<X509Certificate> above = CertificatePath.above(issuing, given);
    if (above.isEmpty() || !CertificatePath.isSelfSigned(above.get(above.size() - 1))) {
      X509Certificate last = above.isEmpty() ? issuing : above.get(above.size() - 1);
      return new Judgement.Bad(
          IssuerProblems.importIncomplete(last.getIssuerX500Principal().getName()));
    }
    List<X509Certificate> between = above.subList(0, above.size() - 1);
    X509Certificate root = above.get(above.size() - 1);
    List<X509Certificate> path = Stream.concat(Stream.of(issuing), between.stream()).toList();
    return CertificatePath.whyNot(path, root, now)
        .<Judgement>map(why -> new Judgement.Bad(IssuerProblems.importChain(why)))
        .orElseGet(() -> new Judgement.Good(issuing, List.copyOf(between), root));
  }

  static boolean certifies(X509Certificate certificate, AcceptedKey key) {
    return Arrays.equals(certificate.getPublicKey().getEncoded(), key.key().getEncoded());
  }

  private Optional<Problem> unfit(X509Certificate certificate) {
    if (CertificatePath.isSelfSigned(certificate)) {
      return Optional.of(IssuerProblems.importSelfSigned());
    }
    return notAnIssuingCa(certificate)
        .map(IssuerProblems::importNotCa)
        .or(
            () ->
                Names.bindsToStation(
                        Names.exactly(certificate.getSubjectX500Principal()), stationId)
                    ? Optional.empty()
                    : Optional.of(
                        IssuerProblems.importName(
                            certificate.getSubjectX500Principal().getName(), stationId)))
        .or(() -> badTime(certificate));
  }

  /** pathLen 0: a key on the line makes devices, never another CA. */
  private static Optional<String> notAnIssuingCa(X509Certificate certificate) {
    int pathLength = certificate.getBasicConstraints();
    if (pathLength < 0) {
      return Optional.of("it lacks CA:TRUE");
    }
    if (pathLength > 0) {
      return Optional.of("it lacks " + PATH_LENGTH);
    }
    boolean[] usage = certificate.getKeyUsage();
    return usage == null || !usage[KEY_CERT_SIGN]
        ? Optional.of("it lacks the key usage keyCertSign")
        : Optional.empty();
  }

  private Optional<Problem> badTime(X509Certificate certificate) {
    Instant from = certificate.getNotBefore().toInstant();
    Instant to = certificate.getNotAfter().toInstant();
    if (now.isBefore(from) || now.isAfter(to)) {
      return Optional.of(IssuerProblems.importNotValid(from, to, now));
    }
    // A day of grace: CAs count two years by days, by calendar, or from a while ago.
    Instant longest = from.atZone(ZoneOffset.UTC).plusYears(LONGEST_YEARS).plusDays(1).toInstant();
    return to.isAfter(longest)
        ? Optional.of(IssuerProblems.importTooLong(from, to))
        : Optional.empty();
  }
}
