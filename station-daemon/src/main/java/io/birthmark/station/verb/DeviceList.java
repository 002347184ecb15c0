package io.birthmark.station.verb;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.birthmark.station.journal.DeviceRow;
import io.birthmark.station.journal.Devices;
import io.birthmark.station.journal.Groups;
import io.birthmark.station.journal.Unfinished;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * {@code devices}: the newest, newest first; with {@code --since} all since then, oldest first;
 * with {@code --unfinished} those that were begun and not finished.
 */
final class DeviceList implements Verb {
  private static final long MOST = 10_000;
  private static final long USUAL = 50;

  private final Devices devices;
  private final Groups groups;

  DeviceList(Devices devices, Groups groups) {
    this.devices = devices;
    this.groups = groups;
  }

  @Override
  public String name() {
    return "devices";
  }

  @Override
  public Answer carryOut(Arguments arguments, Caller caller) throws WrongUse {
    int limit = arguments.number("limit", 1, MOST).orElse(USUAL).intValue();
    if (arguments.flag("unfinished")) {
      Unfinished unfinished = devices.unfinished(limit);
      String text = UnfinishedDevices.text(unfinished);
      return Answer.done(
          UnfinishedDevices.json(unfinished), text.isEmpty() ? "none is unfinished" : text);
    }
    Optional<Instant> since = Since.of(arguments);
    List<DeviceRow> rows = new ArrayList<>();
    since.ifPresentOrElse(
        from -> devices.provisionedSince(from, rows::add),
        () -> rows.addAll(devices.newest(limit, Optional.empty())));
    Coverage coverage = Coverage.now(groups);
    ObjectNode document = Answer.object();
    ArrayNode list = document.putArray("devices");
    rows.forEach(row -> list.add(DeviceJson.of(row, coverage.of(row))));
    return Answer.done(
        document,
        rows.isEmpty()
            ? "no devices yet"
            : rows.stream()
                .map(row -> line(row, coverage.of(row)))
                .collect(Collectors.joining("\n")));
  }

  private static String line(DeviceRow row, Coverage.Standing standing) {
    return String.format(
        "%-20s %-32s %-12s %s",
        row.serial(), row.registrationId(), DeviceJson.state(row.state()), standing.text());
  }
}
