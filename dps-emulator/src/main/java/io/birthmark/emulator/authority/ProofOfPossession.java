package io.birthmark.emulator.authority;

import io.birthmark.emulator.http.Refusal;
import io.birthmark.emulator.x509.CaCheck;
import io.birthmark.emulator.x509.Chain;
import io.birthmark.emulator.x509.CommonName;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Optional;

/**
 * Whoever makes a certificate with the code for its CN, signed by the CA's key, holds that key: the
 * code was unknown before.
 */
final class ProofOfPossession {

  private ProofOfPossession() {}

  /** Refuses a certificate that cannot sign devices. */
  static void requireUsable(X509Certificate certificate, Instant now) {
    CaCheck.mayNotSign(certificate)
        .or(() -> CaCheck.outOfTime(certificate, now))
        .ifPresent(
            fault -> {
              throw Refusal.badRequest("The CA certificate cannot be used: " + fault + ".");
            });
  }

  static void require(CaCertificate authority, X509Certificate proof, Instant now) {
    String code =
        authority
            .verificationCode()
            .orElseThrow(
                () ->
                    Refusal.badRequest(
                        "There is no verification code. POST generateVerificationCode first."));
    CaCheck.outOfTime(proof, now).ifPresent(ProofOfPossession::refuse);
    if (!CommonName.of(proof).equals(Optional.of(code))) {
      refuse("its CN is not the verification code (a new code makes the old one void)");
    }
    if (!proof.getIssuerX500Principal().equals(authority.certificate().getSubjectX500Principal())) {
      refuse("its issuer is not the subject of '" + authority.name() + "'");
    }
    if (!Chain.signed(proof, authority.certificate())) {
      refuse("it is not signed by the key of '" + authority.name() + "'");
    }
  }

  private static void refuse(String fault) {
    throw Refusal.badRequest("The proof does not hold: " + fault + ".");
  }
}
