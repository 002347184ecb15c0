package io.birthmark.emulator.device;

import io.birthmark.emulator.enrollment.Attestation;
import io.birthmark.emulator.enrollment.Enrollment;
import io.birthmark.emulator.http.Request;
import io.birthmark.emulator.sas.SasToken;
import io.birthmark.emulator.sas.Secret;
import java.time.Clock;
import java.util.List;
import java.util.stream.Stream;

/**
 * Tells whether a request comes from the device it names: by its key, or by one only its TPM could
 * have unwrapped.
 */
final class DeviceProof {

  private final String idScope;
  private final ChallengeKeys challenges;
  private final Clock clock;

  DeviceProof(String idScope, ChallengeKeys challenges, Clock clock) {
    this.idScope = idScope;
    this.challenges = challenges;
    this.clock = clock;
  }

  boolean holds(Request request, Enrollment enrollment) {
    return request.header("authorization").flatMap(SasToken::parse).stream()
        .filter(token -> isFor(token, enrollment.registrationId()))
        .filter(token -> !token.expired(clock))
        .anyMatch(token -> keys(enrollment).stream().anyMatch(token::signedBy));
  }

  private boolean isFor(SasToken token, String registrationId) {
    return token.plainResource().equalsIgnoreCase(idScope + "/registrations/" + registrationId);
  }

  private List<Secret> keys(Enrollment enrollment) {
    if (enrollment.attestation() instanceof Attestation.SymmetricKey shared) {
      return Stream.concat(shared.primary().stream(), shared.secondary().stream()).toList();
    }
    return challenges.valid(enrollment.registrationId());
  }
}
