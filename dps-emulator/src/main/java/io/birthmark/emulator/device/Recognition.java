package io.birthmark.emulator.device;

import io.birthmark.emulator.device.Recognised.Certificates;
import io.birthmark.emulator.enrollment.Attestation;
import io.birthmark.emulator.enrollment.Enrollment;
import io.birthmark.emulator.enrollment.Kind;
import io.birthmark.emulator.http.Refusal;
import io.birthmark.emulator.http.Request;
import io.birthmark.emulator.sas.Secret;
import io.birthmark.emulator.store.Store;
import io.birthmark.emulator.x509.Chain;
import java.util.List;
import java.util.Optional;

/**
 * Finds the enrollment that decides over a device, and whether the device is the one it says.
 *
 * <p>A device's own enrollment comes before any group's. The first that is found decides, also if
 * it is disabled: nothing falls through to the next.
 */
final class Recognition {

  private final Store store;
  private final SignatureProof signature;
  private final CertificateProof certificate;
  private final ChallengeKeys challenges;
  private final Groups groups;

  Recognition(
      Store store,
      SignatureProof signature,
      CertificateProof certificate,
      ChallengeKeys challenges,
      Groups groups) {
    this.store = store;
    this.signature = signature;
    this.certificate = certificate;
    this.challenges = challenges;
    this.groups = groups;
  }

  /** Refuses a device that nobody knows, or whose certificate is not good. */
  Recognised recognise(Request request, String registrationId) {
    Optional<Enrollment> own = store.find(Kind.INDIVIDUAL.table(), registrationId);
    return own.isPresent()
        ? individual(request, own.get())
        : member(request, registrationId).orElseThrow(Assignments::notFound);
  }

  private Recognised individual(Request request, Enrollment own) {
    Attestation attestation = own.attestation();
    if (attestation instanceof Attestation.ClientCertificates client) {
      Chain chain = certificate.chain(request, own.id());
      if (!client.certificates().holds(chain.leaf())) {
        throw CertificateProof.invalid("it is not the one enrolled, primary or secondary");
      }
      groups.requireSignerIfStrict(chain);
      return new Recognised(
          own.id(), own, true, Optional.of(new Certificates(chain.leaf(), Optional.empty())));
    }
    List<Secret> keys =
        attestation instanceof Attestation.SymmetricKey shared
            ? shared.keys().toList()
            : challenges.valid(own.id());
    return new Recognised(
        own.id(), own, signature.holds(request, own.id(), keys), Optional.empty());
  }

  /** By its certificate if it shows one and signs nothing, else by a key derived from a group's. */
  private Optional<Recognised> member(Request request, String registrationId) {
    boolean signs = request.header("authorization").isPresent();
    if (!request.clientChain().isEmpty() && !signs) {
      Chain chain = certificate.chain(request, registrationId);
      Groups.Signed found = groups.bySigner(chain);
      return Optional.of(
          new Recognised(
              registrationId,
              found.group(),
              true,
              Optional.of(new Certificates(chain.leaf(), Optional.of(found.signer())))));
    }
    if (!signs || groups.withKeys().findAny().isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(
        groups
            .withKeys()
            .filter(
                group ->
                    signature.holds(request, registrationId, Groups.keysOf(group, registrationId)))
            .findFirst()
            .map(group -> new Recognised(registrationId, group, true, Optional.empty()))
            .orElseThrow(() -> Refusal.unauthorized("Unauthorized.")));
  }
}
