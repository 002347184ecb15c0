package io.birthmark.demo.bench;

import io.birthmark.station.enrollment.BatchAnswer;
import io.birthmark.station.enrollment.Enrollment;
import io.birthmark.station.enrollment.EnrollmentService;
import io.birthmark.station.enrollment.FindAnswer;
import io.birthmark.station.enrollment.ItemAnswer;
import io.birthmark.station.enrollment.NoAnswer;
import io.birthmark.station.enrollment.Version;
import java.util.List;
import java.util.Optional;

/** One client's way to the service, and what the service gave it. */
final class CountedService implements EnrollmentService {
  private final EnrollmentService inner;
  private final boolean eachCounts;
  private long calls;
  private long refused;
  private long operations;
  private long notNew;

  CountedService(EnrollmentService inner, boolean eachCounts) {
    this.inner = inner;
    this.eachCounts = eachCounts;
  }

  long calls() {
    return calls;
  }

  /** Calls that were one too many. */
  long refused() {
    return refused;
  }

  /** Of the service's limit. */
  long operations() {
    return operations;
  }

  /** Enrollments that were sent although the service had them. */
  long notNew() {
    return notNew;
  }

  @Override
  public BatchAnswer create(List<Enrollment> batch) {
    BatchAnswer answer = inner.create(batch);
    count(answer instanceof NoAnswer.Throttled, eachCounts ? batch.size() : 1);
    if (answer instanceof BatchAnswer.Answered answered) {
      notNew += answered.items().stream().filter(ItemAnswer.ALREADY_THERE::equals).count();
    }
    return answer;
  }

  @Override
  public BatchAnswer delete(Enrollment ours, Optional<Version> seen) {
    BatchAnswer answer = inner.delete(ours, seen);
    count(answer instanceof NoAnswer.Throttled, 1);
    return answer;
  }

  @Override
  public FindAnswer find(Enrollment ours) {
    FindAnswer answer = inner.find(ours);
    count(answer instanceof NoAnswer.Throttled, 1);
    return answer;
  }

  private void count(boolean throttled, int cost) {
    calls++;
    if (throttled) {
      refused++;
    } else {
      operations += cost;
    }
  }
}
