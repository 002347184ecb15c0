package io.birthmark.emulator.x509;

import java.security.GeneralSecurityException;
import java.security.InvalidAlgorithmParameterException;
import java.security.cert.CertPath;
import java.security.cert.CertPathValidator;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertificateFactory;
import java.security.cert.PKIXParameters;
import java.security.cert.TrustAnchor;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A device's certificate and those who vouch for it, every signature verified.
 *
 * <p>That a chain holds does not mean that anybody trusts it: whoever makes a root can make a chain
 * that holds. It is trusted only through a signer that the service knows.
 *
 * @param signers the nearest first, the root last
 */
public record Chain(X509Certificate leaf, List<X509Certificate> signers) {

  public Chain {
    signers = List.copyOf(signers);
  }

  /**
   * Verifies what a device presented, in the order of TLS: each certificate signed by the next.
   *
   * @param presented at least the leaf
   * @param known certificates the service was given; they carry the chain on where the device
   *     stopped, since a device need not send what the service already has
   */
  public static Chain verified(
      List<X509Certificate> presented, Collection<X509Certificate> known, Instant now)
      throws BrokenChainException {
    List<X509Certificate> all = new ArrayList<>(presented);
    Optional<X509Certificate> next = issuer(all, known);
    while (next.isPresent()) {
      all.add(next.get());
      next = issuer(all, known);
    }
    X509Certificate top = all.get(all.size() - 1);
    requireInTime(top, now);
    if (all.size() > 1) {
      requireSignatures(all);
      requireTopMaySign(top, all.size());
      validate(all, now);
    } else if (isSelfIssued(top) && !signed(top, top)) {
      throw new BrokenChainException("it names itself as its issuer and is not signed by its key");
    }
    return new Chain(presented.get(0), all.subList(1, all.size()));
  }

  private static Optional<X509Certificate> issuer(
      List<X509Certificate> chain, Collection<X509Certificate> known) {
    X509Certificate top = chain.get(chain.size() - 1);
    return known.stream()
        .filter(
            candidate -> candidate.getSubjectX500Principal().equals(top.getIssuerX500Principal()))
        .filter(candidate -> !chain.contains(candidate))
        .filter(candidate -> signed(top, candidate))
        .findFirst();
  }

  private static void requireInTime(X509Certificate certificate, Instant now)
      throws BrokenChainException {
    Optional<String> fault = CaCheck.outOfTime(certificate, now);
    if (fault.isPresent()) {
      throw new BrokenChainException(named(certificate) + ": " + fault.get());
    }
  }

  /** The validator verifies them again, but tells less of what it found. */
  private static void requireSignatures(List<X509Certificate> all) throws BrokenChainException {
    for (int i = 0; i < all.size() - 1; i++) {
      if (!signed(all.get(i), all.get(i + 1))) {
        throw new BrokenChainException(
            named(all.get(i)) + " is not signed by the one after it, " + named(all.get(i + 1)));
      }
    }
  }

  /** The validator takes its trust anchor as it is, so what it asks of the others is asked here. */
  private static void requireTopMaySign(X509Certificate top, int length)
      throws BrokenChainException {
    Optional<String> fault = CaCheck.mayNotSign(top);
    if (fault.isPresent()) {
      throw new BrokenChainException(named(top) + ": " + fault.get());
    }
    int between = length - 2;
    if (top.getBasicConstraints() < between) {
      throw new BrokenChainException(
          named(top) + ": it allows fewer CAs below it than there are (path length)");
    }
  }

  /** RFC 5280, section 6, without revocation: nobody publishes lists to an emulator. */
  private static void validate(List<X509Certificate> all, Instant now) throws BrokenChainException {
    int last = all.size() - 1;
    try {
      CertPath path =
          CertificateFactory.getInstance("X.509").generateCertPath(all.subList(0, last));
      PKIXParameters parameters = new PKIXParameters(Set.of(new TrustAnchor(all.get(last), null)));
      parameters.setRevocationEnabled(false);
      parameters.setDate(Date.from(now));
      CertPathValidator.getInstance("PKIX").validate(path, parameters);
    } catch (CertPathValidatorException e) {
      String where = e.getIndex() < 0 ? "the chain" : named(all.get(e.getIndex()));
      throw new BrokenChainException(where + ": " + e.getMessage());
    } catch (InvalidAlgorithmParameterException e) {
      throw new IllegalStateException("The JDK refuses its own parameters", e);
    } catch (GeneralSecurityException e) {
      throw new BrokenChainException("the chain cannot be read (" + e.getMessage() + ")");
    }
  }

  private static boolean isSelfIssued(X509Certificate certificate) {
    return certificate.getSubjectX500Principal().equals(certificate.getIssuerX500Principal());
  }

  /** Whether {@code certificate} was signed with the key of {@code signer}. */
  public static boolean signed(X509Certificate certificate, X509Certificate signer) {
    try {
      certificate.verify(signer.getPublicKey());
      return true;
    } catch (GeneralSecurityException e) {
      return false;
    }
  }

  private static String named(X509Certificate certificate) {
    return "certificate '" + certificate.getSubjectX500Principal() + "'";
  }
}
