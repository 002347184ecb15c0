package io.birthmark.station.verb;

import io.birthmark.station.journal.Orders;
import io.birthmark.station.ledger.WorkOrder;
import java.util.List;
import java.util.regex.Pattern;

/** What may be asked for in a work order, typed or in a file. */
record OrderEntry(List<String> products) {
  private static final Pattern NUMBER = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._/-]{0,63}");
  private static final Pattern QUANTITY = Pattern.compile("[0-9]{1,9}");

  Orders.Wanted wanted(String number, String product, String quantity) throws WrongUse {
    if (!NUMBER.matcher(number).matches()) {
      throw new WrongUse(
          "an order's number is 1 to 64 letters, digits and . _ / - and begins with a letter or a"
              + " digit, got \""
              + number
              + '"');
    }
    if (!products.contains(product)) {
      throw new WrongUse(
          "order "
              + number
              + ": there is no product \""
              + product
              + "\"; there are: "
              + String.join(", ", products));
    }
    return new Orders.Wanted(number, product, quantity(quantity));
  }

  static long quantity(String text) throws WrongUse {
    if (QUANTITY.matcher(text).matches()) {
      long quantity = Long.parseLong(text);
      if (quantity >= 1 && quantity <= WorkOrder.MOST) {
        return quantity;
      }
    }
    throw new WrongUse(
        "a quantity is a whole number from 1 to " + WorkOrder.MOST + ", got \"" + text + '"');
  }
}
