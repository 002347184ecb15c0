package io.birthmark.emulator.enrollment;

import io.birthmark.emulator.store.Table;

/** The two kinds of enrollment, and the words the service has for each. */
public enum Kind {
  /** For one device, under its registration id. */
  INDIVIDUAL("enrollments", "registrationId", "enrollment"),

  /** For any number of devices that share a signer or a key. */
  GROUP("enrollmentGroups", "enrollmentGroupId", "enrollmentGroup");

  private final String plural;
  private final String idMember;
  private final String word;

  Kind(String plural, String idMember, String word) {
    this.plural = plural;
    this.idMember = idMember;
    this.word = word;
  }

  public Table<Enrollment> table() {
    return this == GROUP ? Enrollment.GROUPS : Enrollment.INDIVIDUALS;
  }

  /** The name of a bulk call's array, and of the table in a query. */
  String plural() {
    return plural;
  }

  String idMember() {
    return idMember;
  }

  /** What {@code x-ms-item-type} says of a page of them. */
  String word() {
    return word;
  }
}
