package io.birthmark.station.journal;

import io.birthmark.hsm.Problem;
import java.time.Instant;

/** What came of an intent that was being sent. */
public sealed interface Settlement {
  EnrollmentId id();

  /** The service has done it: the create is enrolled, or the delete deleted. */
  record Done(EnrollmentId id) implements Settlement {}

  /** The service has certainly not seen it: the attempt does not count, and it is tried again. */
  record Unsent(EnrollmentId id, Instant notBefore, Problem problem) implements Settlement {}

  /** The service has certainly not done it, and it is to be tried again. */
  record Later(EnrollmentId id, Instant notBefore, Problem problem) implements Settlement {}

  /** Whether the service has done it is still unknown, and it is to be asked again. */
  record Unknown(EnrollmentId id, Instant notBefore, Problem problem) implements Settlement {}

  /** It will not work by trying again; a person has to decide. */
  record Quarantine(EnrollmentId id, Problem problem, ServiceTrace trace) implements Settlement {}
}
