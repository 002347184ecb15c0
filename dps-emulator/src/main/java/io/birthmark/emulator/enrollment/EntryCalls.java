package io.birthmark.emulator.enrollment;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.birthmark.emulator.http.Members;
import io.birthmark.emulator.http.Operation;
import io.birthmark.emulator.http.Refusal;
import io.birthmark.emulator.http.Reply;
import io.birthmark.emulator.http.Request;
import io.birthmark.emulator.store.Store;
import java.util.List;

/** The calls that individual enrollments and groups have in common, for one of the two. */
final class EntryCalls {

  private final Kind kind;
  private final Store store;
  private final EnrollmentRules rules;
  private final EnrollmentWriter writer;
  private final BulkCall bulk;
  private final ItemFaults faults;

  EntryCalls(Store store, EnrollmentRules rules, EnrollmentWriter writer, ItemFaults faults) {
    this.kind = rules.kind();
    this.store = store;
    this.rules = rules;
    this.writer = writer;
    this.bulk = new BulkCall(kind, rules, writer, faults);
    this.faults = faults;
  }

  Reply put(Request request, Operation operation, String id) {
    rules.id(id);
    EnrollmentContent content = rules.read(request.members().asJson());
    if (!content.id().equalsIgnoreCase(id)) {
      throw Refusal.badRequest(kind.idMember() + " in the body is not the one in the path.");
    }
    faults
        .refusalOf(operation, id)
        .ifPresent(
            refusal -> {
              throw refusal;
            });
    return Reply.ok(
        shown(
            store.change(transaction -> writer.write(transaction, content, IfMatch.of(request)))));
  }

  Reply get(String id) {
    return Reply.ok(shown(existing(id)));
  }

  Reply delete(Request request, String id) {
    store.change(
        transaction -> {
          writer.delete(transaction, id, IfMatch.of(request));
          return id;
        });
    return Reply.noContent();
  }

  Reply query(Request request) {
    return QueryPages.of(kind)
        .answer(request, after -> store.after(kind.table(), after).map(this::shown));
  }

  /** The one answer that has a symmetric key in it. */
  Reply attestationMechanism(String id) {
    return Reply.ok(EnrollmentJson.attestationWithKeys(existing(id)));
  }

  /** What a bulk call brings; refuses the call if it is too much or nothing. */
  List<JsonNode> bulkItems(Members body) {
    return bulk.items(body);
  }

  Reply bulk(String mode, List<JsonNode> items) {
    return Reply.ok(bulk.run(store, mode, items));
  }

  private ObjectNode shown(Enrollment enrollment) {
    return EnrollmentJson.shown(enrollment, store.find(Registration.TABLE, enrollment.id()));
  }

  private Enrollment existing(String id) {
    return store.find(kind.table(), id).orElseThrow(EnrollmentWriter::absent);
  }
}
