package io.birthmark.emulator.enrollment;

import io.birthmark.emulator.store.ETag;
import io.birthmark.emulator.store.Table;
import java.time.Instant;

/** An entry by which devices are recognised: one device's, or a group's. */
public record Enrollment(
    EnrollmentContent content, ETag etag, Instant created, Instant lastUpdated) {

  static final Table<Enrollment> INDIVIDUALS = table(Kind.INDIVIDUAL);

  static final Table<Enrollment> GROUPS = table(Kind.GROUP);

  private static Table<Enrollment> table(Kind kind) {
    return Table.of(kind.plural(), Enrollment.class, Enrollment::id);
  }

  public Kind kind() {
    return content.kind();
  }

  /** The registration id, or the group's id. */
  public String id() {
    return content.id();
  }

  public Attestation attestation() {
    return content.attestation();
  }

  public boolean enabled() {
    return content.enabled();
  }
}
