package io.birthmark.emulator.enrollment;

import io.birthmark.emulator.http.Members;
import io.birthmark.emulator.http.Refusal;
import io.birthmark.emulator.x509.CaCheck;
import io.birthmark.emulator.x509.CertificatePair;
import java.util.List;
import java.util.Optional;

/** Reads the {@code x509} member, which has one of three forms. */
final class X509Rules {

  private static final String CLIENT = "clientCertificates";
  private static final String SIGNING = "signingCertificates";
  private static final String REFERENCES = "caReferences";

  private X509Rules() {}

  static Attestation read(Kind kind, Members x509, Surroundings surroundings) {
    List<String> present = List.of(CLIENT, SIGNING, REFERENCES).stream().filter(x509::has).toList();
    if (present.size() != 1) {
      throw Refusal.badRequest(
          "attestation.x509 must have exactly one of clientCertificates, signingCertificates and caReferences.");
    }
    String form = present.get(0);
    if ((kind == Kind.INDIVIDUAL) != form.equals(CLIENT)) {
      throw Refusal.badRequest(
          kind == Kind.INDIVIDUAL
              ? "An individual enrollment takes clientCertificates, not " + form + "."
              : "An enrollment group takes signingCertificates or caReferences, not " + form + ".");
    }
    Members body = x509.requiredObject(form);
    return switch (form) {
      case CLIENT -> new Attestation.ClientCertificates(client(body, surroundings));
      case SIGNING -> new Attestation.SigningCertificates(signing(body, surroundings));
      default -> references(body, surroundings);
    };
  }

  private static CertificatePair client(Members body, Surroundings surroundings) {
    CertificatePair pair = CertificatePair.read(body, CLIENT);
    pair.all()
        .flatMap(certificate -> surroundings.outOfTime(certificate).stream())
        .findFirst()
        .ifPresent(fault -> refuse("A client certificate", fault));
    return pair;
  }

  private static CertificatePair signing(Members body, Surroundings surroundings) {
    CertificatePair pair = CertificatePair.read(body, SIGNING);
    pair.all()
        .flatMap(
            certificate ->
                CaCheck.mayNotSign(certificate)
                    .or(() -> surroundings.outOfTime(certificate))
                    .stream())
        .findFirst()
        .ifPresent(fault -> refuse("A signing certificate", fault));
    return pair;
  }

  private static void refuse(String what, String fault) {
    throw Refusal.badRequest(what + " cannot be used: " + fault + ".");
  }

  private static Attestation references(Members body, Surroundings surroundings) {
    Attestation.CaReferences references =
        new Attestation.CaReferences(name(body, "primary"), name(body, "secondary"));
    if (references.names().findAny().isEmpty()) {
      throw Refusal.badRequest("caReferences needs a primary or a secondary name.");
    }
    references
        .names()
        .filter(name -> !surroundings.isRegistered(name))
        .findFirst()
        .ifPresent(
            name -> {
              throw Refusal.badRequest(
                  "caReferences: this instance has no CA certificate named '"
                      + name
                      + "'. Upload it first, or use signingCertificates.");
            });
    return references;
  }

  private static Optional<String> name(Members body, String which) {
    return body.text(which).filter(text -> !text.isBlank());
  }
}
