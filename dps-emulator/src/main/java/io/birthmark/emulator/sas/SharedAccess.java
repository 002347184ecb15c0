package io.birthmark.emulator.sas;

import io.birthmark.emulator.http.Refusal;
import io.birthmark.emulator.http.Request;
import java.time.Clock;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * The lock on the service API.
 *
 * <p>Whatever is wrong with a token, the answer is 401: the service tells a missing permission no
 * differently from a wrong key, and a client must not be able to tell a wrong key from a wrong
 * name. The one thing said plainly is that a token has expired, because a station with a wrong
 * clock would otherwise be looked into for hours.
 */
public final class SharedAccess {

  private final List<AccessPolicy> policies;
  private final Set<String> hostNames;
  private final Clock clock;

  /**
   * The policies and the names this service goes by.
   *
   * @param hostNames without port; a token may name the host with or without one
   */
  public SharedAccess(List<AccessPolicy> policies, Set<String> hostNames, Clock clock) {
    this.policies = List.copyOf(policies);
    this.hostNames =
        Set.copyOf(hostNames.stream().map(name -> name.toLowerCase(Locale.ROOT)).toList());
    this.clock = clock;
  }

  public void require(Permission permission, Request request) {
    String header =
        request
            .header("authorization")
            .orElseThrow(() -> Refusal.of(401, 401000, "Unauthorized: no token."));
    SasToken token =
        SasToken.parse(header)
            .orElseThrow(
                () ->
                    Refusal.unauthorized("Unauthorized: not a complete shared access signature."));
    AccessPolicy policy =
        policies.stream()
            .filter(candidate -> candidate.name().equals(token.keyName()))
            .filter(candidate -> candidate.signed(token))
            .findFirst()
            .orElseThrow(() -> Refusal.unauthorized("Unauthorized."));
    if (token.expired(clock)) {
      throw Refusal.unauthorized(
          "Unauthorized: the token has expired. Compare your clock with this answer's Date.");
    }
    if (!covers(token.plainResource(), request.path())) {
      throw Refusal.unauthorized("Unauthorized: the token is for another resource.");
    }
    if (!policy.permissions().contains(permission)) {
      throw Refusal.unauthorized(
          "Unauthorized: policy '" + policy.name() + "' does not have " + permission + ".");
    }
  }

  /** A resource is a host, or a host and the first whole segments of a path. */
  private boolean covers(String resource, List<String> path) {
    String[] parts = resource.split("/", -1);
    if (!hostNames.contains(withoutPort(parts[0].toLowerCase(Locale.ROOT)))) {
      return false;
    }
    int segments = parts[parts.length - 1].isEmpty() ? parts.length - 2 : parts.length - 1;
    if (segments > path.size()) {
      return false;
    }
    for (int i = 0; i < segments; i++) {
      if (!parts[i + 1].equalsIgnoreCase(path.get(i))) {
        return false;
      }
    }
    return true;
  }

  private static String withoutPort(String host) {
    return host.replaceFirst(":[0-9]{1,5}$", "");
  }
}
