package io.birthmark.emulator.device;

import io.birthmark.emulator.http.Refusal;
import io.birthmark.emulator.http.Request;
import io.birthmark.emulator.x509.BrokenChainException;
import io.birthmark.emulator.x509.Chain;
import io.birthmark.emulator.x509.CommonName;
import java.time.Clock;

/**
 * Verifies the certificates a device showed in the TLS handshake, where it also proved that it has
 * the key.
 */
final class CertificateProof {

  private final Groups groups;
  private final Clock clock;

  CertificateProof(Groups groups, Clock clock) {
    this.groups = groups;
    this.clock = clock;
  }

  /** A chain that holds, of a device with this id; nothing is said yet about who trusts it. */
  Chain chain(Request request, String registrationId) {
    if (request.clientChain().isEmpty()) {
      throw invalid("the device showed none in the TLS handshake");
    }
    Chain chain;
    try {
      chain = Chain.verified(request.clientChain(), groups.knownSigners(), clock.instant());
    } catch (BrokenChainException e) {
      throw invalid(e.reason());
    }
    String name = CommonName.of(chain.leaf()).orElseThrow(() -> invalid("its subject has no CN"));
    if (!name.equalsIgnoreCase(registrationId)) {
      throw invalid("its CN '" + name + "' is not the registration id");
    }
    return chain;
  }

  static Refusal invalid(String reason) {
    return Refusal.unauthorized("Invalid certificate: " + reason + ".");
  }
}
