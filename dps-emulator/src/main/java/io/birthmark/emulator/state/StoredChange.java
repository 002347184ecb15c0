package io.birthmark.emulator.state;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.birthmark.emulator.authority.CaCertificate;
import io.birthmark.emulator.enrollment.Enrollment;
import io.birthmark.emulator.enrollment.EnrollmentJson;
import io.birthmark.emulator.enrollment.EnrollmentRules;
import io.birthmark.emulator.enrollment.Kind;
import io.birthmark.emulator.enrollment.Registration;
import io.birthmark.emulator.http.Json;
import io.birthmark.emulator.http.Members;
import io.birthmark.emulator.store.Change;
import io.birthmark.emulator.store.ETag;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * One line of the journal: {@code {"table": …, "written": …}} or {@code {"table": …, "deleted":
 * id}}.
 *
 * <p>Rows are stored in the service's own form, with what the service never shows, so that a person
 * can read the file.
 */
final class StoredChange {

  private static final List<RowFormat<?>> FORMATS =
      List.of(
          enrollments(Kind.INDIVIDUAL),
          enrollments(Kind.GROUP),
          new RowFormat<>(
              Registration.TABLE, StoredRegistration::json, StoredRegistration::registration),
          new RowFormat<>(CaCertificate.TABLE, CaCertificate::json, CaCertificate::read));

  private StoredChange() {}

  private static RowFormat<Enrollment> enrollments(Kind kind) {
    return new RowFormat<>(
        kind.table(), EnrollmentJson::withKeys, written -> enrollment(kind, written));
  }

  private static Enrollment enrollment(Kind kind, Members written) {
    return new Enrollment(
        EnrollmentRules.stored(kind).read(written.asJson()),
        ETag.ofQuoted(written.requiredText("etag")),
        Instant.parse(written.requiredText("createdDateTimeUtc")),
        Instant.parse(written.requiredText("lastUpdatedDateTimeUtc")));
  }

  static ObjectNode json(Change<?> change) {
    String table = change.table().name();
    ObjectNode json = Json.object().put("table", table);
    if (change instanceof Change.Written<?> written) {
      json.set("written", format(table).json(written.row()));
    } else {
      json.put("deleted", change.id());
    }
    return json;
  }

  static Change<?> change(JsonNode json) {
    Members line = Members.of(json, "The line");
    RowFormat<?> format = format(line.requiredText("table"));
    Optional<String> deleted = line.text("deleted");
    return deleted.isPresent()
        ? format.deleted(deleted.get())
        : format.written(line.requiredObject("written"));
  }

  private static RowFormat<?> format(String table) {
    return FORMATS.stream()
        .filter(format -> format.table().name().equals(table))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("unknown table " + table));
  }
}
