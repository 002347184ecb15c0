package io.birthmark.station.verb;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.birthmark.hsm.Problem;
import io.birthmark.station.enrollment.UploadState;
import io.birthmark.station.journal.Backlog;
import io.birthmark.station.journal.LabelsInDoubt;
import io.birthmark.station.journal.OrphanedSerial;
import io.birthmark.station.journal.Outcome;
import io.birthmark.station.journal.StationStatus;
import io.birthmark.station.journal.Uncovered;
import io.birthmark.station.journal.Unfinished;
import io.birthmark.station.ledger.WorkOrder;
import io.birthmark.station.run.FloorNews;
import io.birthmark.station.run.Slots;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** {@code status}: the station in a few lines. */
final class Status implements Verb {
  private final StationParts station;

  Status(StationParts station) {
    this.station = station;
  }

  @Override
  public String name() {
    return "status";
  }

  @Override
  public Answer carryOut(Arguments arguments, Caller caller) {
    Instant now = station.clock().instant();
    Instant midnight =
        now.atZone(ZoneId.systemDefault())
            .toLocalDate()
            .atStartOfDay(ZoneId.systemDefault())
            .toInstant();
    StationStatus status = StationStatus.of(station.database(), midnight);
    Backlog backlog = status.backlog();
    Optional<UploadState> upload = station.uploading().maybe().map(uploader -> uploader.state());
    List<OrphanedSerial> orphaned = station.serials().orphaned();
    Unfinished unfinished = station.devices().unfinished(UnfinishedDevices.USUAL);
    LabelsInDoubt labels = station.labels().log().inDoubt(DoubtfulLabels.USUAL);
    List<WorkOrder> orders = station.orders().open();

    ObjectNode json = Answer.object();
    json.put("station", station.config().station().id());
    json.set("clock", station.time().json());
    List<SlotStatus> slots = slots(now);
    ArrayNode slotList = json.putArray("slots");
    slots.forEach(slot -> slotList.add(slot.json()));
    List<FloorNews.Item> news = station.slots().news().all();
    ArrayNode newsList = json.putArray("floor");
    news.forEach(item -> newsList.add(SlotStatus.json(item)));
    ObjectNode today = json.putObject("runsToday");
    for (Outcome outcome : Outcome.values()) {
      today.put(outcome.name().toLowerCase(Locale.ROOT), status.runs().get(outcome));
    }
    json.put("provisioned", status.provisioned()).put("voided", status.voided());
    json.set("unfinished", UnfinishedDevices.json(unfinished));
    json.set("labelsInDoubt", DoubtfulLabels.json(labels));
    ArrayNode orderList = json.putArray("orders");
    orders.forEach(order -> orderList.add(OrderStanding.json(order)));
    ObjectNode queue = json.putObject("backlog");
    Uncovered uncovered = backlog.uncovered();
    queue
        .put("waiting", backlog.waiting() + uncovered.devices())
        .put("uncovered", uncovered.devices())
        .put("held", backlog.work().held())
        .put("quarantined", backlog.quarantined())
        .put("givenUp", status.givenUp());
    Optional<Duration> age =
        Stream.of(backlog.oldest(), uncovered.oldest())
            .flatMap(Optional::stream)
            .min(Instant::compareTo)
            .map(oldest -> Duration.between(oldest, now));
    age.ifPresent(a -> queue.put("oldestSeconds", a.toSeconds()));
    upload.flatMap(UploadState::eta).ifPresent(eta -> queue.put("etaSeconds", eta.toSeconds()));
    List<GroupStatus> groups = GroupStatus.all(station.groups().groups());
    ArrayNode groupList = json.putArray("groups");
    groups.forEach(group -> groupList.add(group.json()));
    ObjectNode service = json.putObject("service");
    service.put("address", station.config().dps().service().toString());
    upload
        .flatMap(UploadState::offlineSince)
        .ifPresent(since -> service.put("offlineSince", since.toString()));
    upload.ifPresent(u -> service.put("operationsPerMinute", Math.round(u.operationsPerMinute())));
    Optional<Problem> problem = uploadProblem(upload);
    problem.ifPresent(p -> service.set("problem", Answer.json(p)));
    Optional<Problem> storage = station.room().objection().or(station.database()::trouble);
    storage.ifPresent(p -> json.putObject("storage").set("problem", Answer.json(p)));
    ArrayNode orphans = json.putArray("orphanedSerials");
    orphaned.forEach(
        orphan ->
            orphans.addObject().put("product", orphan.product()).put("number", orphan.number()));
    List<Problem> problems = Stream.of(storage, problem).flatMap(Optional::stream).toList();
    String text =
        Stream.of(
                "station " + station.config().station().id(),
                lines(slots, SlotStatus::text),
                lines(news, item -> SlotStatus.text(item, station.slots().names(), now)),
                text(status, orders, age, upload, problems, groups, orphaned),
                UnfinishedDevices.text(unfinished),
                DoubtfulLabels.text(labels))
            .filter(part -> !part.isEmpty())
            .collect(Collectors.joining("\n"));
    return Answer.done(json, text);
  }

  private List<SlotStatus> slots(Instant now) {
    Slots slots = station.slots();
    return station.config().slots().stream()
        .map(
            slot -> new SlotStatus(slot, slots.busy(slot.name()), slots.standing(slot.name()), now))
        .toList();
  }

  private static <T> String lines(List<T> list, Function<T, String> text) {
    return list.stream().map(text).collect(Collectors.joining("\n"));
  }

  private Optional<Problem> uploadProblem(Optional<UploadState> upload) {
    return station.uploading() instanceof StationParts.Uploading.Impossible impossible
        ? Optional.of(impossible.problem())
        : upload.flatMap(UploadState::problem);
  }

  private String text(
      StationStatus status,
      List<WorkOrder> orders,
      Optional<Duration> age,
      Optional<UploadState> upload,
      List<Problem> problems,
      List<GroupStatus> groups,
      List<OrphanedSerial> orphaned) {
    StringBuilder text = new StringBuilder();
    text.append(
        String.format(
            "today: %d PASS, %d FAIL, %d ERROR, %d ABORTED; %d devices in all, %d voided",
            status.runs().get(Outcome.PASS),
            status.runs().get(Outcome.FAIL),
            status.runs().get(Outcome.ERROR),
            status.runs().get(Outcome.ABORTED),
            status.provisioned(),
            status.voided()));
    orders.forEach(order -> text.append('\n').append(OrderStanding.line(order)));
    text.append(
        String.format(
            "%nenrollment: %d waiting%s%s%s, %d quarantined%s",
            status.backlog().waiting() + status.backlog().uncovered().devices(),
            age.map(a -> ", the oldest for " + InWords.of(a)).orElse(""),
            upload
                .flatMap(UploadState::eta)
                .filter(eta -> !eta.isZero())
                .map(eta -> ", done in about " + InWords.of(eta))
                .orElse(""),
            held(status.backlog()),
            status.backlog().quarantined(),
            status.givenUp() == 0 ? "" : ", " + status.givenUp() + " given up"));
    station
        .time()
        .clock()
        .objection()
        .filter(p -> problems.stream().noneMatch(shown -> shown.code().equals(p.code())))
        .ifPresent(p -> text.append('\n').append(Answer.shown(p)));
    problems.forEach(p -> text.append('\n').append(Answer.shown(p)));
    groups.forEach(group -> text.append('\n').append(group.text()));
    if (!orphaned.isEmpty()) {
      text.append("\nserials taken but not passed: ")
          .append(
              orphaned.stream()
                  .map(o -> o.product() + " " + o.number())
                  .collect(Collectors.joining(", ")));
    }
    return text.toString();
  }

  private static String held(Backlog backlog) {
    return backlog.work().held() == 0
        ? ""
        : " (" + backlog.work().held() + " behind a quarantined one)";
  }
}
