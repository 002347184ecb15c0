package io.birthmark.hsm.issuer;

import io.birthmark.hsm.Bytes;
import io.birthmark.hsm.CertificateChain;
import io.birthmark.hsm.CertificateRequest;
import io.birthmark.hsm.CommonName;
import io.birthmark.hsm.ElementException;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Issues devices' certificates, and judges those that are already in a device. */
final class DeviceCertificates {
  /** A device whose clock is a little behind shall not find its certificate in the future. */
  static final Duration SKEW = Duration.ofMinutes(5);

  private static final Duration LEAST_LEFT = Duration.ofDays(30);
  private static final int LEAST_SHARE = 10;

  private final Profiles profiles;
  private final Duration validity;
  private final Clock clock;

  DeviceCertificates(Profiles profiles, Duration validity, Clock clock) {
    this.profiles = profiles;
    this.validity = validity;
    this.clock = clock;
  }

  CertificateChain certify(IssuingCa ca, CertificateRequest request, String registrationId) {
    AcceptedKey key = DeviceRequest.checked(request, registrationId);
    Instant now = clock.instant();
    requireFit(ca, now);
    Bytes leaf =
        profiles.client(
            ca,
            key.info(),
            registrationId,
            new Profiles.Validity(now.minus(SKEW), now.plus(validity)));
    ca.requireOwnSignature(leaf);
    List<Bytes> chain = new ArrayList<>();
    chain.add(leaf);
    chain.addAll(ca.chain().certificates());
    return new CertificateChain(chain);
  }

  /**
   * By this CA's key, for this name, valid now, and every certificate of it for long enough. The
   * chain may be one that a former certificate of the same CA ended in.
   */
  boolean stillGood(IssuingCa ca, CertificateChain chain, String registrationId) {
    List<X509Certificate> certificates;
    try {
      certificates = chain.parsed();
    } catch (CertificateException e) {
      // What cannot be read is not good; it is issued anew.
      return false;
    }
    X509Certificate leaf = certificates.get(0);
    Instant now = clock.instant();
    return CertificatePath.isSignedBy(leaf, ca.key().publicKey().key())
        && leaf.getIssuerX500Principal().equals(ca.certificate().getSubjectX500Principal())
        && CommonName.of(leaf).equals(Optional.of(registrationId))
        && leadsOn(certificates)
        && certificates.stream().allMatch(one -> lastsFrom(now, one));
  }

  private static boolean leadsOn(List<X509Certificate> certificates) {
    for (int i = 1; i < certificates.size(); i++) {
      if (!CertificatePath.isSignedBy(
          certificates.get(i - 1), certificates.get(i).getPublicKey())) {
        return false;
      }
    }
    return certificates.size() > 1;
  }

  private boolean lastsFrom(Instant now, X509Certificate certificate) {
    return !now.isBefore(certificate.getNotBefore().toInstant())
        && !now.plus(least()).isAfter(certificate.getNotAfter().toInstant());
  }

  /**
   * What a certificate must still be valid for to be worth having: 30 days, or a tenth of what a
   * new one gets if that is less.
   */
  private Duration least() {
    Duration share = validity.dividedBy(LEAST_SHARE);
    return share.compareTo(LEAST_LEFT) < 0 ? share : LEAST_LEFT;
  }

  private void requireFit(IssuingCa ca, Instant now) {
    ca.notValidAt(now)
        .ifPresent(
            problem -> {
              throw ElementException.lasting(problem);
            });
    if (now.plus(least()).isAfter(ca.to())) {
      throw ElementException.lasting(
          IssuerProblems.caNearlyOver(
              ca.certificate().getSubjectX500Principal().getName(), ca.to()));
    }
  }
}
