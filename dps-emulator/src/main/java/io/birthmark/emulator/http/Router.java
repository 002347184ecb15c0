package io.birthmark.emulator.http;

import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * From method and path to the operation meant.
 *
 * <p>One listener serves both APIs: the service API's paths begin with {@code enrollments}, {@code
 * enrollmentGroups} or {@code registrations}, the device API's with the ID scope. Fixed words are
 * compared without case.
 */
public final class Router {

  private static final String GROUPS = "enrollment groups";

  private Router() {}

  public static Route route(String method, List<String> path) {
    String first = path.isEmpty() ? "" : path.get(0).toLowerCase(Locale.ROOT);
    return switch (first) {
      case "enrollments" -> enrollments(method, path);
      case "enrollmentgroups" -> Route.to(Operation.UNSUPPORTED, GROUPS);
      case "registrations" -> registrations(method, path);
      default -> device(method, path);
    };
  }

  private static Route enrollments(String method, List<String> path) {
    if (path.size() == 1) {
      return choose(method, Map.of("POST", Route.to(Operation.BULK)));
    }
    if (path.size() == 2) {
      String id = path.get(1);
      Map<String, Route> one =
          new TreeMap<>(
              Map.of(
                  "PUT", Route.to(Operation.PUT_ENROLLMENT, id),
                  "GET", Route.to(Operation.GET_ENROLLMENT, id),
                  "DELETE", Route.to(Operation.DELETE_ENROLLMENT, id)));
      if (id.equalsIgnoreCase("query")) {
        one.put("POST", Route.to(Operation.QUERY));
      }
      return choose(method, one);
    }
    if (path.size() == 3 && path.get(2).equalsIgnoreCase("attestationmechanism")) {
      return choose(method, Map.of("POST", Route.to(Operation.ATTESTATION_MECHANISM, path.get(1))));
    }
    throw nowhere();
  }

  private static Route registrations(String method, List<String> path) {
    if (path.size() == 2) {
      String id = path.get(1);
      return choose(
          method,
          Map.of(
              "GET", Route.to(Operation.GET_REGISTRATION, id),
              "DELETE", Route.to(Operation.DELETE_REGISTRATION, id)));
    }
    if (path.size() == 3 && path.get(2).equalsIgnoreCase("query")) {
      return choose(method, Map.of("POST", Route.to(Operation.UNSUPPORTED, GROUPS)));
    }
    throw nowhere();
  }

  private static Route device(String method, List<String> path) {
    if (path.size() < 3 || !path.get(1).equalsIgnoreCase("registrations")) {
      throw nowhere();
    }
    String scope = path.get(0);
    String id = path.get(2);
    if (path.size() == 3) {
      return choose(method, Map.of("POST", new Route(Operation.LOOK_UP, id, scope, "")));
    }
    String verb = path.get(3).toLowerCase(Locale.ROOT);
    if (path.size() == 4 && verb.equals("register")) {
      return choose(method, Map.of("PUT", new Route(Operation.REGISTER, id, scope, "")));
    }
    if (path.size() == 5 && verb.equals("operations")) {
      return choose(method, Map.of("GET", new Route(Operation.POLL, id, scope, path.get(4))));
    }
    throw nowhere();
  }

  private static Route choose(String method, Map<String, Route> routes) {
    Route route = routes.get(method);
    if (route == null) {
      throw Refusal.methodNotAllowed(list(routes.keySet()));
    }
    return route;
  }

  private static String list(Collection<String> methods) {
    return String.join(", ", methods.stream().sorted().toList());
  }

  private static Refusal nowhere() {
    return Refusal.of(404, 404001, "There is no such resource.");
  }
}
