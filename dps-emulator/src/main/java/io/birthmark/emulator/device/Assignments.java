package io.birthmark.emulator.device;

import io.birthmark.emulator.enrollment.ETag;
import io.birthmark.emulator.enrollment.Enrollment;
import io.birthmark.emulator.enrollment.EnrollmentStore;
import io.birthmark.emulator.enrollment.Registration;
import io.birthmark.emulator.enrollment.Registration.Assignment;
import io.birthmark.emulator.enrollment.Registration.Status;
import io.birthmark.emulator.http.RandomSource;
import io.birthmark.emulator.http.Refusal;
import io.birthmark.emulator.sas.Secret;
import java.time.Clock;
import java.time.Instant;
import java.util.Optional;

/** Writes what became of a device into its enrollment. */
final class Assignments {

  private static final int HUB_KEY_BYTES = 32;

  private final EnrollmentStore store;
  private final HubAllocation allocation;
  private final Clock clock;
  private final RandomSource random;

  Assignments(EnrollmentStore store, HubAllocation allocation, Clock clock, RandomSource random) {
    this.store = store;
    this.allocation = allocation;
    this.clock = clock;
    this.random = random;
  }

  void begin(String registrationId) {
    record(registrationId, Status.ASSIGNING, false);
  }

  Registration disable(String registrationId) {
    return record(registrationId, Status.DISABLED, false);
  }

  /**
   * Gives the device its hub.
   *
   * @param withHubKey for a TPM device: it gets a key for its hub, and keeps it when it registers
   *     again
   */
  Registration assign(String registrationId, boolean withHubKey) {
    return record(registrationId, Status.ASSIGNED, withHubKey);
  }

  private Registration record(String registrationId, Status status, boolean withHubKey) {
    return store.change(
        transaction -> {
          Enrollment enrollment =
              transaction.find(registrationId).orElseThrow(Assignments::notFound);
          Optional<Registration> before = enrollment.registration();
          Optional<Assignment> assignment = before.flatMap(Registration::assignment);
          Instant now = clock.instant();
          Registration registration =
              new Registration(
                  enrollment.registrationId(),
                  status,
                  status == Status.ASSIGNED
                      ? Optional.of(assignment(enrollment, assignment, withHubKey))
                      : assignment,
                  before.map(Registration::created).orElse(now),
                  now,
                  ETag.fresh(random));
          transaction.write(enrollment.with(registration));
          return registration;
        });
  }

  private Assignment assignment(
      Enrollment enrollment, Optional<Assignment> before, boolean withHubKey) {
    String hub = allocation.choose(enrollment.content());
    boolean moved = before.filter(earlier -> !earlier.hub().equals(hub)).isPresent();
    Optional<Secret> kept = before.flatMap(Assignment::hubKey);
    return new Assignment(
        hub,
        enrollment.content().deviceId().orElse(enrollment.registrationId()),
        moved ? "deviceDataMigrated" : "initialAssignment",
        withHubKey
            ? kept.or(() -> Optional.of(Secret.of(random.bytes(HUB_KEY_BYTES))))
            : Optional.empty());
  }

  static Refusal notFound() {
    return Refusal.notFound("Registration not found: no enrollment has this registration id.");
  }
}
