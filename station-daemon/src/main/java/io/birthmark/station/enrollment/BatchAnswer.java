package io.birthmark.station.enrollment;

import io.birthmark.hsm.Problem;
import io.birthmark.station.journal.ServiceTrace;
import java.util.List;

/** What came back from a batch. */
public sealed interface BatchAnswer
    permits BatchAnswer.Answered, BatchAnswer.RequestRefused, NoAnswer {

  /** The service dealt with the batch; one answer for each enrollment, in the batch's order. */
  record Answered(List<ItemAnswer> items) implements BatchAnswer {
    public Answered {
      items = List.copyOf(items);
    }
  }

  /**
   * The service refused the request as a whole for what is in it, and did nothing. One bad
   * enrollment among many may be the cause.
   */
  record RequestRefused(Problem problem, ServiceTrace trace) implements BatchAnswer {}
}
