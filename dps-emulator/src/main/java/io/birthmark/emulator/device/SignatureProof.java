package io.birthmark.emulator.device;

import io.birthmark.emulator.http.Request;
import io.birthmark.emulator.sas.SasToken;
import io.birthmark.emulator.sas.Secret;
import java.time.Clock;
import java.util.List;

/** Tells whether a request is signed with one of the keys that only its device has. */
final class SignatureProof {

  private final String idScope;
  private final Clock clock;

  SignatureProof(String idScope, Clock clock) {
    this.idScope = idScope;
    this.clock = clock;
  }

  boolean holds(Request request, String registrationId, List<Secret> keys) {
    return request.header("authorization").flatMap(SasToken::parse).stream()
        .filter(token -> isFor(token, registrationId))
        .filter(token -> !token.expired(clock))
        .anyMatch(token -> keys.stream().anyMatch(token::signedBy));
  }

  private boolean isFor(SasToken token, String registrationId) {
    return token.plainResource().equalsIgnoreCase(idScope + "/registrations/" + registrationId);
  }
}
