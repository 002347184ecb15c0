package io.birthmark.emulator.enrollment;

import io.birthmark.emulator.http.Refusal;
import io.birthmark.emulator.http.Reply;
import io.birthmark.emulator.http.Request;
import io.birthmark.emulator.store.Store;
import java.util.function.Predicate;

/** The service API's view of what became of devices. */
final class RegistrationCalls {

  private static final QueryPages PAGES =
      new QueryPages("deviceRegistrations", "deviceRegistration", "registrationId");

  private final Store store;

  RegistrationCalls(Store store) {
    this.store = store;
  }

  Reply get(String id) {
    return Reply.ok(
        store
            .find(Registration.TABLE, id)
            .map(Registration::json)
            .orElseThrow(RegistrationCalls::neverRegistered));
  }

  Reply delete(Request request, String id) {
    store.change(
        transaction -> {
          Registration registration =
              transaction
                  .find(Registration.TABLE, id)
                  .orElseThrow(RegistrationCalls::neverRegistered);
          IfMatch.of(request)
              .filter(condition -> !condition.admits(registration.etag()))
              .ifPresent(
                  mismatch -> {
                    throw Refusal.preconditionFailed();
                  });
          transaction.delete(Registration.TABLE, id);
          return id;
        });
    return Reply.noContent();
  }

  /** A group's registrations can be listed after the group is gone, for they are still there. */
  Reply query(Request request, String groupId) {
    Predicate<Registration> ofGroup =
        registration ->
            registration.enrollmentGroupId().filter(groupId::equalsIgnoreCase).isPresent();
    if (store.find(Kind.GROUP.table(), groupId).isEmpty()
        && store.all(Registration.TABLE).noneMatch(ofGroup)) {
      throw EnrollmentWriter.absent();
    }
    return PAGES.answer(
        request,
        after -> store.after(Registration.TABLE, after).filter(ofGroup).map(Registration::json));
  }

  private static Refusal neverRegistered() {
    return Refusal.notFound("Registration not found.");
  }
}
