package io.birthmark.station.label;

import io.birthmark.label.Filling;
import io.birthmark.station.config.ConfigReading;
import io.birthmark.station.config.StationConfig;
import io.birthmark.station.journal.DeviceRow;
import io.birthmark.station.journal.Floor;
import io.birthmark.station.journal.LabelLog;
import io.birthmark.station.journal.LabelState;
import io.birthmark.station.journal.Passed;
import io.birthmark.station.journal.Voiding;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/** A device that has passed, a real journal, and a printer of paper. */
final class PaperDesk implements AutoCloseable {
  static final String SERIAL = "000417";
  private static final String STATION =
      """
      [station]
      id = "line3-a"
      [dps]
      service = "factory.example"
      id_scope = "0ne00ABCDEF"
      policy = "line"
      [product.press]
      attestation = "tpm"
      [tpm]
      ek_roots = "roots"
      [[slot]]
      name = "A"
      element = "tpm2"
      device = "/dev/birthmark/slot-a"
      [printer]
      address = "tcp://printer"
      """;

  final PaperPrinter printer = new PaperPrinter();
  private final Path dir;
  private Floor floor;

  PaperDesk(Path dir) {
    this.dir = dir;
    floor = new Floor(dir);
    Passed unused = floor.provision(SERIAL, Floor.Board.number(1));
  }

  Floor floor() {
    return floor;
  }

  /** The power was cut and is back. */
  void restart() {
    floor.close();
    floor = new Floor(dir);
  }

  /** The first device is scrapped, and another one bears its serial. */
  void replaceDevice() {
    Voiding unused = floor.journal.voidDevice(SERIAL, "scrapped", "anna");
    Passed unusedToo = floor.provision(SERIAL, Floor.Board.number(2));
  }

  DeviceRow device() {
    return floor.devices.bySerial(SERIAL).orElseThrow();
  }

  LabelLog log() {
    return new LabelLog(floor.database, floor.clock);
  }

  LabelState state() {
    return log().current(device().id()).orElseThrow().state();
  }

  /** A person has looked. */
  void confirm(LabelState state) {
    log().settle(log().current(device().id()).orElseThrow(), state, Optional.empty(), "anna");
  }

  LabelDesk desk(String more) {
    return new LabelDesk(config(more), log(), Optional.of(printer), new ScanDesk());
  }

  /** With a label of the product's own. */
  LabelDesk deskWithLabel(String zpl) throws IOException {
    Path file = Files.writeString(dir.resolve("label.zpl"), zpl);
    String label = "[product.press]\nlabel = \"" + file + "\"\n";
    String text = STATION.replace("[product.press]\n", label) + "verify_scan = true\n";
    return new LabelDesk(load(text), log(), Optional.of(printer), new ScanDesk());
  }

  String code(LabelDesk desk) {
    return ((Filling.Filled) desk.preview(device())).label().codes().get(0);
  }

  private StationConfig config(String more) {
    return load(STATION + more);
  }

  private StationConfig load(String text) {
    try {
      Path file = Files.writeString(dir.resolve("birthmark.toml"), text);
      ConfigReading reading = StationConfig.load(file, Map.of());
      if (reading instanceof ConfigReading.Loaded loaded) {
        return loaded.config();
      }
      throw new AssertionError(((ConfigReading.Refused) reading).text());
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  @Override
  public void close() {
    floor.close();
  }
}
