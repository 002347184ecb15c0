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
import java.time.Clock;
import java.util.List;

/** The service API: what an operator or a station does with enrollments. */
public final class ServiceDesk implements Desk {

  private final EnrollmentStore store;
  private final SharedAccess access;
  private final EnrollmentRules rules;
  private final EnrollmentWriter writer;
  private final BulkCall bulk;
  private final ItemFaults faults;
  private final Throttle throttle;
  private final boolean bulkCountsEachItem;

  /** What an instance of the service can be set to. */
  public record Settings(
      List<String> linkedHubs,
      int operationsPerMinute,
      boolean bulkCountsEachItem,
      boolean strictDuplicateEk) {}

  public ServiceDesk(
      EnrollmentStore store,
      SharedAccess access,
      Settings settings,
      ItemFaults faults,
      Clock clock,
      RandomSource random) {
    this.store = store;
    this.access = access;
    this.rules = EnrollmentRules.linkedTo(settings.linkedHubs());
    this.writer = new EnrollmentWriter(clock, random, settings.strictDuplicateEk());
    this.bulk = new BulkCall(rules, writer, faults);
    this.faults = faults;
    this.throttle = new Throttle(settings.operationsPerMinute(), clock);
    this.bulkCountsEachItem = settings.bulkCountsEachItem();
  }

  @Override
  public Reply answer(Request request, Route route) {
    access.require(permission(route.operation()), request);
    request.requireJson();
    if (route.operation() == Operation.BULK) {
      return bulk(request);
    }
    throttle.take(1);
    String id = route.subject();
    return switch (route.operation()) {
      case PUT_ENROLLMENT -> put(request, id);
      case GET_ENROLLMENT -> Reply.ok(EnrollmentJson.shown(existing(id)));
      case DELETE_ENROLLMENT -> delete(request, id);
      case QUERY -> EnrollmentQuery.run(store, request);
      case ATTESTATION_MECHANISM -> Reply.ok(EnrollmentJson.attestationWithKeys(existing(id)));
      case GET_REGISTRATION -> registration(id);
      case DELETE_REGISTRATION -> deleteRegistration(request, id);
      case UNSUPPORTED -> throw Refusal.notYet(id);
      default -> throw new IllegalStateException(route.operation() + " came to the wrong desk");
    };
  }

  /**
   * Giving out keys ({@code attestationmechanism}) asks for the right to write: whoever holds a
   * device's key can be that device.
   */
  private static Permission permission(Operation operation) {
    return switch (operation) {
      case GET_ENROLLMENT, QUERY, UNSUPPORTED -> Permission.ENROLLMENT_READ;
      case GET_REGISTRATION -> Permission.REGISTRATION_STATUS_READ;
      case DELETE_REGISTRATION -> Permission.REGISTRATION_STATUS_WRITE;
      default -> Permission.ENROLLMENT_WRITE;
    };
  }

  private Reply put(Request request, String id) {
    EnrollmentRules.registrationId(id);
    EnrollmentContent content = rules.read(request.members().asJson());
    if (!content.registrationId().equalsIgnoreCase(id)) {
      throw Refusal.badRequest("registrationId in the body is not the one in the path.");
    }
    faults
        .refusalOf(Operation.PUT_ENROLLMENT, id)
        .ifPresent(
            refusal -> {
              throw refusal;
            });
    Enrollment written =
        store.change(transaction -> writer.write(transaction, content, IfMatch.of(request)));
    return Reply.ok(EnrollmentJson.shown(written));
  }

  private Reply delete(Request request, String id) {
    store.change(
        transaction -> {
          writer.delete(transaction, id, IfMatch.of(request));
          return id;
        });
    return Reply.noContent();
  }

  private Reply bulk(Request request) {
    List<JsonNode> items;
    String mode;
    try {
      Members body = request.members();
      mode = body.requiredText("mode");
      items = BulkCall.items(body);
    } catch (Refusal refusal) {
      throttle.take(1);
      throw refusal;
    }
    throttle.take(bulkCountsEachItem ? items.size() : 1);
    return Reply.ok(bulk.run(store, mode, items));
  }

  private Reply registration(String id) {
    return Reply.ok(
        existing(id)
            .registration()
            .map(Registration::json)
            .orElseThrow(ServiceDesk::neverRegistered));
  }

  private Reply deleteRegistration(Request request, String id) {
    store.change(
        transaction -> {
          Enrollment enrollment = transaction.find(id).orElseThrow(EnrollmentWriter::absent);
          Registration registration =
              enrollment.registration().orElseThrow(ServiceDesk::neverRegistered);
          IfMatch.of(request)
              .filter(condition -> !condition.admits(registration.etag()))
              .ifPresent(
                  mismatch -> {
                    throw Refusal.preconditionFailed();
                  });
          transaction.write(enrollment.withoutRegistration());
          return id;
        });
    return Reply.noContent();
  }

  private Enrollment existing(String id) {
    return store.find(id).orElseThrow(EnrollmentWriter::absent);
  }

  private static Refusal neverRegistered() {
    return Refusal.notFound("Registration not found.");
  }
}
