package io.birthmark.station.verb;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.birthmark.station.config.Product;
import io.birthmark.station.config.StationConfig;
import io.birthmark.station.journal.OrderChange;
import io.birthmark.station.journal.Orders;
import io.birthmark.station.ledger.Holding;
import io.birthmark.station.ledger.OrderProblems;
import io.birthmark.station.ledger.WorkOrder;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** {@code order create | import | list | show | change | close}: how many may be built. */
final class OrderVerbs {
  private final Orders orders;
  private final StationConfig config;

  OrderVerbs(Orders orders, StationConfig config) {
    this.orders = orders;
    this.config = config;
  }

  List<Verb> all() {
    return List.of(
        new SimpleVerb("order create", this::create),
        new SimpleVerb("order import", this::importFile),
        new SimpleVerb("order list", this::list),
        new SimpleVerb("order show", this::show),
        new SimpleVerb("order change", this::change),
        new SimpleVerb("order close", this::close));
  }

  private Answer create(Arguments arguments, Caller caller) throws WrongUse {
    Orders.Wanted wanted =
        new OrderEntry(products())
            .wanted(
                arguments.required("number"),
                arguments.required("product"),
                arguments.required("quantity"));
    return answer(orders.create(wanted, caller.who()));
  }

  private List<String> products() {
    return config.products().stream().map(Product::name).toList();
  }

  private Answer importFile(Arguments arguments, Caller caller) throws WrongUse {
    List<Orders.Wanted> wanted =
        new OrderFile(new OrderEntry(products())).read(arguments.required("orders"));
    List<OrderChange> changes = orders.importAll(wanted, caller.who());
    List<OrderChange.Refused> refusals =
        changes.stream()
            .filter(OrderChange.Refused.class::isInstance)
            .map(OrderChange.Refused.class::cast)
            .toList();
    return refusals.isEmpty() ? imported(changes) : nothingImported(refusals);
  }

  private static Answer imported(List<OrderChange> changes) {
    long created = changes.stream().filter(OrderChange.Created.class::isInstance).count();
    long changed = changes.stream().filter(OrderChange.Resized.class::isInstance).count();
    long same = changes.size() - created - changed;
    return Answer.done(
        Answer.object().put("created", created).put("changed", changed).put("same", same),
        created + " orders created, " + changed + " changed, " + same + " were there already");
  }

  private static Answer nothingImported(List<OrderChange.Refused> refusals) {
    Answer first = Answer.noSuchThing(refusals.get(0).problem());
    ObjectNode document = Answer.object();
    document.set("problem", Answer.json(refusals.get(0).problem()));
    ArrayNode all = document.putArray("problems");
    refusals.forEach(refused -> all.add(Answer.json(refused.problem())));
    return new Answer(
        first.exitCode(),
        document,
        "nothing was imported\n"
            + refusals.stream()
                .map(refused -> Answer.shown(refused.problem()))
                .collect(Collectors.joining("\n")));
  }

  private Answer list(Arguments arguments, Caller caller) {
    List<WorkOrder> listed = arguments.flag("all") ? orders.all() : orders.open();
    ObjectNode document = Answer.object();
    ArrayNode list = document.putArray("orders");
    listed.forEach(order -> list.add(OrderStanding.json(order)));
    return Answer.done(
        document,
        listed.isEmpty()
            ? "no order is open"
            : listed.stream().map(OrderStanding::line).collect(Collectors.joining("\n")));
  }

  private Answer show(Arguments arguments, Caller caller) throws WrongUse {
    String number = arguments.required("number");
    Optional<WorkOrder> found = orders.find(number);
    if (found.isEmpty()) {
      return Answer.noSuchThing(OrderProblems.unknown(number, orders.open()));
    }
    WorkOrder order = found.get();
    List<Holding> begun = orders.begun(number);
    long voided = orders.voided(number);
    ObjectNode document = OrderStanding.json(order);
    document.put("voided", voided);
    ArrayNode unfinished = document.putArray("unfinished");
    begun.forEach(
        holding ->
            unfinished
                .addObject()
                .put("serial", holding.claim().serial())
                .put("slot", holding.slot())
                .put("begunAt", holding.at().toString()));
    StringBuilder text = new StringBuilder(OrderStanding.line(order));
    text.append("\ncreated by ").append(order.createdBy()).append(" at ").append(order.createdAt());
    order.closedAt().ifPresent(at -> text.append(", closed at ").append(at));
    text.append("; ").append(voided).append(" voided");
    begun.forEach(
        holding ->
            text.append("\nbegun and not finished: ")
                .append(holding.claim().serial())
                .append(", slot ")
                .append(holding.slot())
                .append(", ")
                .append(holding.at()));
    return Answer.done(document, text.toString());
  }

  private Answer change(Arguments arguments, Caller caller) throws WrongUse {
    return answer(
        orders.change(
            arguments.required("number"),
            OrderEntry.quantity(arguments.required("quantity")),
            caller.who()));
  }

  private Answer close(Arguments arguments, Caller caller) throws WrongUse {
    return answer(orders.close(arguments.required("number"), caller.who()));
  }

  private static Answer answer(OrderChange change) {
    if (change instanceof OrderChange.Refused refused) {
      return Answer.noSuchThing(refused.problem());
    }
    if (change instanceof OrderChange.Unknown unknown) {
      return Answer.noSuchThing(unknown.problem());
    }
    WorkOrder order = ((OrderChange.Done) change).order();
    boolean changed = !(change instanceof OrderChange.Same);
    return Answer.done(
        OrderStanding.json(order).put("changed", changed),
        OrderStanding.line(order) + (changed ? "" : "; nothing to change"));
  }
}
