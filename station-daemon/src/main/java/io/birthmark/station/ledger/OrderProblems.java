package io.birthmark.station.ledger;

import io.birthmark.hsm.Problem;
import java.util.List;

/** What can be wrong with work orders, and with devices because of them. */
public final class OrderProblems {
  private OrderProblems() {}

  static Problem none(String product) {
    return Problem.ofStation(
        "order.none",
        "No work order for product " + product + " is open, and it is built by work orders only.",
        "Create one: birthmark order create NUMBER --product " + product + " --quantity N.");
  }

  static Problem complete(WorkOrder order) {
    return Problem.ofStation(
        "order.complete",
        "Work order " + order.number() + " is complete: " + order.count() + ".",
        "Close it: birthmark order close "
            + order.number()
            + "; then the next order for "
            + order.product()
            + " begins. To build more for this one: birthmark order change "
            + order.number()
            + " --quantity N.");
  }

  static Problem allBegun(WorkOrder order) {
    return Problem.ofStation(
        "order.all-begun",
        "Work order "
            + order.number()
            + " has no piece left: "
            + order.count()
            + " are done, and "
            + order.begun()
            + " are begun.",
        "Finish those: birthmark order show "
            + order.number()
            + " lists them; put each in again. One that is given up: birthmark void SN --reason"
            + " REASON; then its piece is free.");
  }

  public static Problem unknown(String number, List<WorkOrder> open) {
    return Problem.ofStation(
        "order.unknown",
        "There is no work order " + number + ".",
        open.isEmpty()
            ? "No order is open; `birthmark order create` makes one."
            : "Open are: "
                + String.join(", ", open.stream().map(WorkOrder::number).toList())
                + ".");
  }

  public static Problem otherProduct(WorkOrder there, String product) {
    return Problem.ofStation(
        "order.exists",
        "Work order "
            + there.number()
            + " is there already, for "
            + there.quantity()
            + " of product "
            + there.product()
            + "; it cannot become one for "
            + product
            + ".",
        "Check the number. If the order was wrong, close it and create another one.");
  }

  public static Problem otherQuantity(WorkOrder there, long quantity) {
    return Problem.ofStation(
        "order.exists",
        "Work order "
            + there.number()
            + " is there already, for "
            + there.quantity()
            + " pieces, not "
            + quantity
            + ".",
        "If the quantity has changed: birthmark order change "
            + there.number()
            + " --quantity "
            + quantity
            + ".");
  }

  public static Problem closed(WorkOrder order) {
    return Problem.ofStation(
        "order.closed",
        "Work order "
            + order.number()
            + " was closed at "
            + order.closedAt().orElseThrow()
            + ", with "
            + order.count()
            + " done.",
        "Create a new order for what is still to be built.");
  }

  public static Problem tooSmall(WorkOrder order, long quantity) {
    return Problem.ofStation(
        "order.too-small",
        "Work order "
            + order.number()
            + " cannot be for "
            + quantity
            + ": "
            + order.done()
            + " are done and "
            + order.begun()
            + " are begun.",
        "The least is "
            + order.taken()
            + ". What is begun and given up is freed by birthmark void SN --reason REASON.");
  }
}
