package io.birthmark.emulator.enrollment;

import com.fasterxml.jackson.databind.JsonNode;
import io.birthmark.emulator.http.Desk;
import io.birthmark.emulator.http.Members;
import io.birthmark.emulator.http.Operation;
import io.birthmark.emulator.http.RandomSource;
import io.birthmark.emulator.http.Refusal;
import io.birthmark.emulator.http.Reply;
import io.birthmark.emulator.http.Request;
import io.birthmark.emulator.http.Route;
import io.birthmark.emulator.http.Throttle;
import io.birthmark.emulator.sas.Permission;
import io.birthmark.emulator.sas.SharedAccess;
import io.birthmark.emulator.store.Store;
import java.time.Clock;
import java.util.List;
import java.util.Set;

/** The service API: what an operator or a station does with enrollments. */
public final class ServiceDesk implements Desk {

  private final SharedAccess access;
  private final EntryCalls individuals;
  private final EntryCalls groups;
  private final RegistrationCalls registrations;
  private final Throttle throttle;
  private final boolean bulkCountsEachItem;

  /** What an instance of the service can be set to. */
  public record Settings(
      List<String> linkedHubs,
      int operationsPerMinute,
      boolean bulkCountsEachItem,
      boolean strictDuplicateEk) {}

  public ServiceDesk(
      Store store,
      SharedAccess access,
      Settings settings,
      ItemFaults faults,
      Clock clock,
      RandomSource random) {
    this.access = access;
    Surroundings surroundings = Surroundings.of(Set.copyOf(settings.linkedHubs()), store, clock);
    this.individuals =
        new EntryCalls(
            store,
            new EnrollmentRules(Kind.INDIVIDUAL, surroundings),
            new EnrollmentWriter(Kind.INDIVIDUAL, clock, random, settings.strictDuplicateEk()),
            faults);
    this.groups =
        new EntryCalls(
            store,
            new EnrollmentRules(Kind.GROUP, surroundings),
            new EnrollmentWriter(Kind.GROUP, clock, random, false),
            faults);
    this.registrations = new RegistrationCalls(store);
    this.throttle = new Throttle(settings.operationsPerMinute(), clock);
    this.bulkCountsEachItem = settings.bulkCountsEachItem();
  }

  @Override
  public Reply answer(Request request, Route route) {
    access.require(permission(route.operation()), request);
    request.requireJson();
    String id = route.subject();
    return switch (route.operation()) {
      case BULK -> bulk(individuals, request);
      case BULK_GROUPS -> bulk(groups, request);
      default -> {
        throttle.take(1);
        yield one(request, route.operation(), id);
      }
    };
  }

  private Reply one(Request request, Operation operation, String id) {
    return switch (operation) {
      case PUT_ENROLLMENT -> individuals.put(request, operation, id);
      case GET_ENROLLMENT -> individuals.get(id);
      case DELETE_ENROLLMENT -> individuals.delete(request, id);
      case QUERY -> individuals.query(request);
      case ATTESTATION_MECHANISM -> individuals.attestationMechanism(id);
      case PUT_GROUP -> groups.put(request, operation, id);
      case GET_GROUP -> groups.get(id);
      case DELETE_GROUP -> groups.delete(request, id);
      case QUERY_GROUPS -> groups.query(request);
      case GROUP_ATTESTATION_MECHANISM -> groups.attestationMechanism(id);
      case GET_REGISTRATION -> registrations.get(id);
      case DELETE_REGISTRATION -> registrations.delete(request, id);
      case QUERY_REGISTRATIONS -> registrations.query(request, id);
      default -> throw new IllegalStateException(operation + " came to the wrong desk");
    };
  }

  /**
   * Giving out keys ({@code attestationmechanism}) asks for the right to write: whoever holds a
   * device's key can be that device.
   */
  private static Permission permission(Operation operation) {
    return switch (operation) {
      case GET_ENROLLMENT, QUERY, GET_GROUP, QUERY_GROUPS -> Permission.ENROLLMENT_READ;
      case GET_REGISTRATION, QUERY_REGISTRATIONS -> Permission.REGISTRATION_STATUS_READ;
      case DELETE_REGISTRATION -> Permission.REGISTRATION_STATUS_WRITE;
      default -> Permission.ENROLLMENT_WRITE;
    };
  }

  private Reply bulk(EntryCalls entries, Request request) {
    List<JsonNode> items;
    String mode;
    try {
      Members body = request.members();
      mode = body.requiredText("mode");
      items = entries.bulkItems(body);
    } catch (Refusal refusal) {
      throttle.take(1);
      throw refusal;
    }
    throttle.take(bulkCountsEachItem ? items.size() : 1);
    return entries.bulk(mode, items);
  }
}
