package io.birthmark.emulator.http;

import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * From method and path to the operation meant.
 *
 * <p>One listener serves all APIs: the service API's paths begin with {@code enrollments}, {@code
 * enrollmentGroups} or {@code registrations}, the emulator's own with {@code admin}, the device
 * API's with the ID scope. Fixed words are compared without case.
 */
public final class Router {

  private static final Entries INDIVIDUALS =
      new Entries(
          Operation.PUT_ENROLLMENT,
          Operation.GET_ENROLLMENT,
          Operation.DELETE_ENROLLMENT,
          Operation.BULK,
          Operation.QUERY,
          Operation.ATTESTATION_MECHANISM);

  private static final Entries GROUPS =
      new Entries(
          Operation.PUT_GROUP,
          Operation.GET_GROUP,
          Operation.DELETE_GROUP,
          Operation.BULK_GROUPS,
          Operation.QUERY_GROUPS,
          Operation.GROUP_ATTESTATION_MECHANISM);

  private Router() {}

  public static Route route(String method, List<String> path) {
    return switch (word(path, 0)) {
      case "enrollments" -> entries(INDIVIDUALS, method, path);
      case "enrollmentgroups" -> entries(GROUPS, method, path);
      case "registrations" -> registrations(method, path);
      case "admin" -> admin(method, path);
      default -> device(method, path);
    };
  }

  /** Individual enrollments and groups have the same six operations. */
  private record Entries(
      Operation put,
      Operation get,
      Operation delete,
      Operation bulk,
      Operation query,
      Operation attestationMechanism) {}

  private static Route entries(Entries entries, String method, List<String> path) {
    if (path.size() == 1) {
      return choose(method, Map.of("POST", Route.to(entries.bulk())));
    }
    String id = path.get(1);
    if (path.size() == 2) {
      Map<String, Route> one = one(entries.put(), entries.get(), entries.delete(), id);
      if (id.equalsIgnoreCase("query")) {
        one.put("POST", Route.to(entries.query()));
      }
      return choose(method, one);
    }
    if (path.size() == 3 && word(path, 2).equals("attestationmechanism")) {
      return choose(method, Map.of("POST", Route.to(entries.attestationMechanism(), id)));
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
    if (path.size() == 3 && word(path, 2).equals("query")) {
      return choose(method, Map.of("POST", Route.to(Operation.QUERY_REGISTRATIONS, path.get(1))));
    }
    throw nowhere();
  }

  private static Route admin(String method, List<String> path) {
    if (!word(path, 1).equals("certificates")) {
      throw nowhere();
    }
    if (path.size() == 2) {
      return choose(method, Map.of("GET", Route.to(Operation.LIST_CAS)));
    }
    String name = path.get(2);
    if (path.size() == 3) {
      return choose(method, one(Operation.PUT_CA, Operation.GET_CA, Operation.DELETE_CA, name));
    }
    if (path.size() == 4 && word(path, 3).equals("generateverificationcode")) {
      return choose(method, Map.of("POST", Route.to(Operation.GENERATE_VERIFICATION_CODE, name)));
    }
    if (path.size() == 4 && word(path, 3).equals("verify")) {
      return choose(method, Map.of("POST", Route.to(Operation.VERIFY_CA, name)));
    }
    throw nowhere();
  }

  private static Map<String, Route> one(
      Operation put, Operation get, Operation delete, String subject) {
    return new TreeMap<>(
        Map.of(
            "PUT", Route.to(put, subject),
            "GET", Route.to(get, subject),
            "DELETE", Route.to(delete, subject)));
  }

  private static String word(List<String> path, int index) {
    return index < path.size() ? path.get(index).toLowerCase(Locale.ROOT) : "";
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
