package io.birthmark.emulator.device;

import io.birthmark.emulator.authority.CaCertificate;
import io.birthmark.emulator.enrollment.Attestation;
import io.birthmark.emulator.enrollment.Enrollment;
import io.birthmark.emulator.enrollment.Kind;
import io.birthmark.emulator.sas.Secret;
import io.birthmark.emulator.store.Store;
import io.birthmark.emulator.x509.Chain;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** The enrollment groups as a device meets them. */
final class Groups {

  private final Store store;
  private final boolean strictProofOfPossession;

  /**
   * Over what is stored now and later.
   *
   * @param strictProofOfPossession whether a chain counts only if it leads to a CA of which
   *     possession was proved; else a certificate that stands in a group itself counts too
   */
  Groups(Store store, boolean strictProofOfPossession) {
    this.store = store;
    this.strictProofOfPossession = strictProofOfPossession;
  }

  /** A group and the certificate of the chain that led to it. */
  record Signed(Enrollment group, X509Certificate signer) {}

  /**
   * The group of the nearest signer, going out from the device to the root. Of two groups with one
   * signer, the first by id decides.
   */
  Signed bySigner(Chain chain) {
    Signed found =
        chain.signers().stream()
            .flatMap(
                signer ->
                    all()
                        .filter(group -> isSignedBy(signer, group))
                        .map(group -> new Signed(group, signer)))
            .findFirst()
            .orElseThrow(() -> CertificateProof.invalid("no enrollment group has its signer"));
    if (found.group().attestation() instanceof Attestation.CaReferences references
        && referred(references).noneMatch(ca -> isVerified(ca, found.signer()))) {
      throw CertificateProof.invalid(
          "the CA that group '"
              + found.group().id()
              + "' refers to is not verified; prove possession of its key");
    }
    requireSignerIfStrict(chain);
    return found;
  }

  /** A certificate that signed itself vouches for itself, and needs nobody else's word. */
  void requireSignerIfStrict(Chain chain) {
    if (strictProofOfPossession
        && !Chain.signed(chain.leaf(), chain.leaf())
        && chain.signers().stream()
            .noneMatch(signer -> authorities().anyMatch(ca -> isVerified(ca, signer)))) {
      throw CertificateProof.invalid(
          "its chain leads to no CA of which possession was proved (strict)");
    }
  }

  /** Every CA certificate the instance was given, in whatever way. */
  List<X509Certificate> knownSigners() {
    Stream<X509Certificate> inGroups =
        all()
            .map(Enrollment::attestation)
            .flatMap(
                attestation ->
                    attestation instanceof Attestation.SigningCertificates signing
                        ? signing.certificates().all()
                        : Stream.of());
    return Stream.concat(authorities().map(CaCertificate::certificate), inGroups).toList();
  }

  /** The groups whose devices have keys derived from the group's. */
  Stream<Enrollment> withKeys() {
    return all().filter(group -> group.attestation() instanceof Attestation.SymmetricKey);
  }

  /**
   * The keys of one device of a group: HMAC-SHA256 of its registration id, in the case the device
   * writes it, under each of the group's keys.
   */
  static List<Secret> keysOf(Enrollment group, String registrationId) {
    return group.attestation() instanceof Attestation.SymmetricKey shared
        ? shared.keys().map(key -> Secret.of(key.hmacSha256(registrationId))).toList()
        : List.of();
  }

  private boolean isSignedBy(X509Certificate signer, Enrollment group) {
    Attestation attestation = group.attestation();
    if (attestation instanceof Attestation.SigningCertificates signing) {
      return signing.certificates().holds(signer);
    }
    return attestation instanceof Attestation.CaReferences references
        && referred(references).anyMatch(ca -> ca.certificate().equals(signer));
  }

  private Stream<CaCertificate> referred(Attestation.CaReferences references) {
    return references
        .names()
        .map(name -> store.find(CaCertificate.TABLE, name))
        .flatMap(Optional::stream);
  }

  private static boolean isVerified(CaCertificate ca, X509Certificate signer) {
    return ca.verified() && ca.certificate().equals(signer);
  }

  private Stream<CaCertificate> authorities() {
    return store.all(CaCertificate.TABLE);
  }

  private Stream<Enrollment> all() {
    return store.all(Kind.GROUP.table());
  }
}
