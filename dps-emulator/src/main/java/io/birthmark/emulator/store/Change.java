package io.birthmark.emulator.enrollment;

/** One line of what happened to the store. */
public sealed interface Change {

  String registrationId();

  /** An enrollment was written, whole. */
  record Written(Enrollment enrollment) implements Change {
    @Override
    public String registrationId() {
      return enrollment.registrationId();
    }
  }

  /** An enrollment was deleted. */
  record Deleted(String registrationId) implements Change {}
}
