package io.birthmark.station.journal;

import io.birthmark.hsm.Problem;
import io.birthmark.station.ledger.WorkOrder;

/** What became of a wish to create or change a work order. */
public sealed interface OrderChange {

  /** It was done. */
  sealed interface Done extends OrderChange {
    /** As it is now. */
    WorkOrder order();
  }

  record Created(WorkOrder order) implements Done {}

  record Resized(WorkOrder order, long quantityBefore) implements Done {}

  record Closed(WorkOrder order) implements Done {}

  /** It was so already. */
  record Same(WorkOrder order) implements Done {}

  /** There is none of this number. */
  record Unknown(Problem problem) implements OrderChange {}

  /** Nothing was changed. */
  record Refused(Problem problem) implements OrderChange {}
}
