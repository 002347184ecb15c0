package io.birthmark.station.verb;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.birthmark.station.journal.DeviceRow;
import io.birthmark.station.journal.Devices;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** {@code devices}: the newest, newest first. */
final class DeviceList implements Verb {
  private static final long MOST = 10_000;
  private static final long USUAL = 50;

  private final Devices devices;

  DeviceList(Devices devices) {
    this.devices = devices;
  }

  @Override
  public String name() {
    return "devices";
  }

  @Override
  public Answer carryOut(Arguments arguments, Caller caller) throws WrongUse {
    int limit = arguments.number("limit", 1, MOST).orElse(USUAL).intValue();
    List<DeviceRow> rows = devices.newest(limit, Optional.empty());
    ObjectNode document = Answer.object();
    ArrayNode list = document.putArray("devices");
    rows.forEach(row -> list.add(DeviceJson.of(row)));
    return Answer.done(
        document,
        rows.isEmpty()
            ? "no devices yet"
            : rows.stream().map(DeviceList::line).collect(Collectors.joining("\n")));
  }

  private static String line(DeviceRow row) {
    return String.format(
        "%-20s %-32s %-12s %s",
        row.serial(),
        row.registrationId(),
        DeviceJson.state(row.state()),
        DeviceJson.enrollment(row));
  }
}
