package io.birthmark.demo.bench;

import io.birthmark.station.enrollment.BatchAnswer;
import io.birthmark.station.enrollment.Enrollment;
import io.birthmark.station.enrollment.EnrollmentService;
import io.birthmark.station.enrollment.FindAnswer;
import io.birthmark.station.enrollment.NoAnswer;
import io.birthmark.station.enrollment.Version;
import java.util.List;
import java.util.Optional;

/**
 * A service whose time runs faster, seen from a station whose time does not: the pauses that it
 * asks for are as much shorter.
 */
record CompressedService(EnrollmentService inner, int factor) implements EnrollmentService {

  @Override
  public BatchAnswer create(List<Enrollment> batch) {
    BatchAnswer answer = inner.create(batch);
    return answer instanceof NoAnswer.Throttled throttled ? shorter(throttled) : answer;
  }

  @Override
  public BatchAnswer delete(Enrollment ours, Optional<Version> seen) {
    BatchAnswer answer = inner.delete(ours, seen);
    return answer instanceof NoAnswer.Throttled throttled ? shorter(throttled) : answer;
  }

  @Override
  public FindAnswer find(Enrollment ours) {
    FindAnswer answer = inner.find(ours);
    return answer instanceof NoAnswer.Throttled throttled ? shorter(throttled) : answer;
  }

  private NoAnswer.Throttled shorter(NoAnswer.Throttled throttled) {
    return new NoAnswer.Throttled(
        throttled.problem(), throttled.retryAfter().map(pause -> pause.dividedBy(factor)));
  }
}
