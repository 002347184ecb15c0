package io.birthmark.station.floor;

import io.birthmark.hsm.Problem;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * Which slot a scan is for, as hands in gloves expect it: a scanner of a slot's own is that slot's;
 * otherwise it is the slot whose button was pressed last, which blinks amber; and where only one
 * slot takes scans, that one, without a press. A code that says {@code slot:NAME}, stuck to the
 * slot, is as good as its button.
 *
 * <p>The code of a label that a run waits for goes to that run, whichever slot blinks. Any other
 * code is for a slot that asked for one, and otherwise taken for a wrong label: it starts nothing
 * while a run waits.
 */
final class ScanRouting {
  private static final String SLOT_CODE = "slot:";
  private static final String SCANS = "scans";

  private final List<Panel> panels;

  /** Those without a scanner of their own. */
  private final List<Panel> sharing;

  private final Buzzer buzzer;
  private final Announcements says;

  ScanRouting(
      List<Panel> panels, Predicate<String> hasOwnScanner, Buzzer buzzer, Announcements says) {
    this.panels = List.copyOf(panels);
    this.sharing = panels.stream().filter(panel -> !hasOwnScanner.test(panel.slot())).toList();
    this.buzzer = buzzer;
    this.says = says;
  }

  /** One scan, of the scanner that all share or of a slot's own. */
  void scanned(Optional<String> ownSlot, Scan scan, Duration now) {
    if (scan instanceof Scan.Unreadable unreadable) {
      refuse(FloorProblems.unreadable(unreadable.why()), now);
      return;
    }
    String text = ((Scan.Text) scan).text();
    if (text.toLowerCase(Locale.ROOT).startsWith(SLOT_CODE)) {
      select(text.substring(SLOT_CODE.length()), now);
      return;
    }
    Optional<Panel> panel =
        ownSlot
            .flatMap(this::named)
            .or(() -> first(one -> one.isItsLabel(text)))
            .or(() -> first(Panel::waitsForScan))
            .or(() -> first(Panel::awaitsLabel))
            .or(this::onlyOneThatTakesScans);
    if (panel.isPresent()) {
      says.over(SCANS);
      panel.get().scan(text, now);
    } else {
      refuse(FloorProblems.noSlotWaits(names()), now);
    }
  }

  private void select(String name, Duration now) {
    Optional<Panel> panel = named(name);
    if (panel.isPresent()) {
      says.over(SCANS);
      panel.get().press(now);
      pressed(panel.get(), now);
    } else {
      refuse(FloorProblems.noSuchSlot(name, names()), now);
    }
  }

  /**
   * The shared scanner serves one slot at a time: the last that asked, so that one alone blinks.
   */
  void pressed(Panel latest, Duration now) {
    if (latest.waitsForScan() && sharing.contains(latest)) {
      sharing.stream()
          .filter(panel -> panel != latest)
          .forEach(panel -> panel.scannerGoesElsewhere(now));
    }
  }

  private Optional<Panel> first(Predicate<Panel> which) {
    return sharing.stream().filter(which).findFirst();
  }

  private Optional<Panel> onlyOneThatTakesScans() {
    List<Panel> taking = sharing.stream().filter(Panel::takesScan).toList();
    return taking.size() == 1 ? Optional.of(taking.get(0)) : Optional.empty();
  }

  private Optional<Panel> named(String slot) {
    return panels.stream().filter(panel -> panel.slot().equals(slot)).findFirst();
  }

  private List<String> names() {
    return panels.stream().map(Panel::slot).toList();
  }

  private void refuse(Problem problem, Duration now) {
    buzzer.play(Sound.REFUSED, now);
    says.announce(SCANS, problem);
  }
}
