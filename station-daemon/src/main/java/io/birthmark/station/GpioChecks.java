package io.birthmark.station;

import io.birthmark.hsm.Problem;
import io.birthmark.station.config.StationConfig;
import io.birthmark.station.floor.FloorPlan;
import io.birthmark.station.floor.gpio.Chips;
import io.birthmark.station.floor.gpio.LineLook;
import io.birthmark.station.floor.gpio.LineUse;
import io.birthmark.station.verb.Finding;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** What {@code doctor} says of buttons, lamps and scanners: which lines are free, busy, absent. */
final class GpioChecks {
  private static final String LINES = "buttons and lamps";

  private GpioChecks() {}

  static List<Finding> of(StationConfig config, Chips chips) {
    List<Finding> findings = new ArrayList<>();
    FloorPlan plan = new FloorPlan(config);
    Map<Integer, String> lines = plan.lines();
    if (!lines.isEmpty()) {
      LineLook look = LineLook.at(chips, lines.keySet());
      look.problem().ifPresent(problem -> findings.add(Finding.red(LINES, problem)));
      look.lines().forEach((line, use) -> findings.add(line(line, plan.use(line), use)));
    }
    plan.scanners().keySet().forEach(scanner -> findings.add(scanner(scanner)));
    return findings;
  }

  private static Finding line(int line, String name, LineUse use) {
    String subject = "GPIO line " + line;
    if (use instanceof LineUse.Free) {
      return Finding.green(subject, "It is free for " + name + ".");
    }
    if (use instanceof LineUse.Ours) {
      return Finding.green(subject, "The station holds it for " + name + ".");
    }
    return Finding.red(
        subject,
        use instanceof LineUse.Busy busy
            ? Problem.ofStation(
                "gpio.line-busy",
                name + " is held by " + busy.holder() + ".",
                "End what holds it, or give the station another line.")
            : Problem.ofStation(
                "gpio.no-such-line",
                name + " is on a line that the chip does not have.",
                "Compare the number with `gpioinfo`: it is the chip's line, not the pin of the"
                    + " header."));
  }

  /** It is not opened: that would take it from the station that is running. */
  private static Finding scanner(Path device) {
    String subject = "scanner";
    if (!Files.exists(device)) {
      return Finding.red(
          subject,
          Problem.ofStation(
              "scanner.absent",
              "The scanner " + device + " is not there.",
              "Plug it in; `ls /dev/input/by-id` shows its name for the configuration."));
    }
    return Files.isReadable(device)
        ? Finding.green(subject, device + " is there and may be read.")
        : Finding.red(
            subject,
            Problem.ofStation(
                "scanner.forbidden",
                "The station may not open the scanner " + device + ".",
                "Give the station's user access to it, usually by the group input."));
  }
}
