package io.birthmark.station.verb;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.birthmark.station.ledger.WorkOrder;

/** A work order as lists, {@code status} and a run's answer give it. */
final class OrderStanding {
  private OrderStanding() {}

  static ObjectNode json(WorkOrder order) {
    ObjectNode json =
        Answer.object()
            .put("number", order.number())
            .put("product", order.product())
            .put("quantity", order.quantity())
            .put("done", order.done())
            .put("begun", order.begun())
            .put("state", state(order))
            .put("createdAt", order.createdAt().toString())
            .put("createdBy", order.createdBy());
    order.closedAt().ifPresent(at -> json.put("closedAt", at.toString()));
    return json;
  }

  static String line(WorkOrder order) {
    return "order "
        + order.number()
        + ": "
        + order.count()
        + " "
        + order.product()
        + (order.begun() > 0 ? ", " + order.begun() + " begun" : "")
        + ", "
        + state(order);
  }

  private static String state(WorkOrder order) {
    if (order.closed()) {
      return "closed";
    }
    return order.complete() ? "complete" : "open";
  }
}
