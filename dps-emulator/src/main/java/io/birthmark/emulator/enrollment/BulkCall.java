package io.birthmark.emulator.enrollment;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.birthmark.emulator.http.Json;
import io.birthmark.emulator.http.Members;
import io.birthmark.emulator.http.Operation;
import io.birthmark.emulator.http.Refusal;
import io.birthmark.emulator.store.Store;
import java.util.List;
import java.util.Optional;

/**
 * The bulk operation: one mode, one to ten enrollments, each on its own.
 *
 * <p>A bad item is an entry in {@code errors} of an answer that is still 200, and the others are
 * done. Only when the call itself makes no sense is it refused as a whole. {@code errors} is always
 * there, since clients read it without looking.
 */
final class BulkCall {

  static final int MOST_ITEMS = 10;

  private final Kind kind;
  private final Operation operation;
  private final EnrollmentRules rules;
  private final EnrollmentWriter writer;
  private final ItemFaults faults;

  BulkCall(Kind kind, EnrollmentRules rules, EnrollmentWriter writer, ItemFaults faults) {
    this.kind = kind;
    this.operation = kind == Kind.GROUP ? Operation.BULK_GROUPS : Operation.BULK;
    this.rules = rules;
    this.writer = writer;
    this.faults = faults;
  }

  /** The enrollments a call brings; refuses the call if they are too few or too many. */
  List<JsonNode> items(Members body) {
    List<JsonNode> items = body.elements(kind.plural());
    if (items.isEmpty() || items.size() > MOST_ITEMS) {
      throw Refusal.badRequest(
          "A bulk operation takes 1 to "
              + MOST_ITEMS
              + " "
              + kind.plural()
              + "; these are "
              + items.size()
              + ".");
    }
    return items;
  }

  ObjectNode run(Store store, String modeName, List<JsonNode> items) {
    Mode mode = Mode.of(modeName);
    ArrayNode errors = store.change(transaction -> each(transaction, mode, items));
    ObjectNode result = Json.object();
    result.put("isSuccessful", errors.isEmpty());
    result.set("errors", errors);
    return result;
  }

  private ArrayNode each(Store.Transaction transaction, Mode mode, List<JsonNode> items) {
    ArrayNode errors = Json.array();
    for (JsonNode item : items) {
      try {
        one(transaction, mode, item);
      } catch (Refusal refusal) {
        ObjectNode error = errors.addObject();
        error.put(kind.idMember(), item.path(kind.idMember()).asText(""));
        error.put("errorCode", refusal.errorCode());
        error.put("errorStatus", refusal.explanation());
      }
    }
    return errors;
  }

  private void one(Store.Transaction transaction, Mode mode, JsonNode item) {
    Members members = Members.of(item, "An " + kind.word());
    String id = rules.id(members.requiredText(kind.idMember()));
    faults
        .refusalOf(operation, id)
        .ifPresent(
            refusal -> {
              throw refusal;
            });
    switch (mode) {
      case CREATE -> writer.write(transaction, rules.read(item), Optional.empty());
      case UPDATE -> writer.write(transaction, rules.read(item), Optional.of(IfMatch.ANY));
      case UPDATE_IF_MATCH_ETAG ->
          writer.write(
              transaction,
              rules.read(item),
              Optional.of(IfMatch.parse(members.requiredText("etag"))));
      case DELETE -> writer.delete(transaction, id, Optional.empty());
    }
  }

  private enum Mode {
    CREATE,
    UPDATE,
    UPDATE_IF_MATCH_ETAG,
    DELETE;

    static Mode of(String name) {
      return switch (name) {
        case "create" -> CREATE;
        case "update" -> UPDATE;
        case "updateIfMatchETag" -> UPDATE_IF_MATCH_ETAG;
        case "delete" -> DELETE;
        default ->
            throw Refusal.badRequest("mode must be create, update, updateIfMatchETag or delete.");
      };
    }
  }
}
