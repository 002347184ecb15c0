package io.birthmark.station.enrollment;

import java.util.List;
import java.util.Optional;

/**
 * Where enrollments go. Calls block, within time limits of the implementation, and never throw for
 * what a network or a service does: that is in the answer.
 */
public interface EnrollmentService {

  /** Creates each of {@code batch} that is not there; never overwrites one that is. */
  BatchAnswer create(List<Enrollment> batch);

  /**
   * Deletes one, unless it is no longer as it was seen.
   *
   * @param seen the version that {@link #find} found; without one, whatever is there is deleted
   * @return a batch's answer, for a batch of one
   */
  BatchAnswer delete(Enrollment ours, Optional<Version> seen);

  /** Asks what the service has under {@code ours}' registration ID, and compares. */
  FindAnswer find(Enrollment ours);

  /**
   * Asks whether the credential that this service is called with can do more than a station needs.
   * Only questions are asked, also of what the credential could change.
   */
  default RightsAnswer rights() {
    return new RightsAnswer.Untold();
  }

  /** How many operations of the service {@link #find} takes at most. */
  default int operationsToFind(Enrollment ours) {
    return 1;
  }
}
