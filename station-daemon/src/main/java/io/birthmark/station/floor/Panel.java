package io.birthmark.station.floor;

import io.birthmark.hsm.Problem;
import io.birthmark.station.floor.SlotState.Idle;
import io.birthmark.station.floor.SlotState.Ready;
import io.birthmark.station.floor.SlotState.WaitingForLabel;
import io.birthmark.station.floor.SlotState.WaitingForScan;
import io.birthmark.station.floor.SlotState.Working;
import io.birthmark.station.run.RunOutcome;
import io.birthmark.station.run.Sight;
import java.time.Duration;
import java.util.Optional;

/** The front of one slot: what is pressed, scanned and heard of runs becomes its next state. */
final class Panel {
  /** Long enough to fetch the scanner; after that the button was pressed by mistake. */
  static final Duration PATIENCE = Duration.ofSeconds(60);

  private final String slot;
  private final Runs runs;
  private final Buzzer buzzer;
  private final Announcements says;
  private final Duration greenLimit;
  private final Button button = new Button();

  private SlotState state = new Idle(Duration.ZERO);

  /** Whether a run is known to go on; a press alone is not one yet. */
  private boolean going;

  /** A device that was never seen in this state cannot be seen to go. */
  private boolean seenThere;

  Panel(String slot, Runs runs, Buzzer buzzer, Announcements says, Duration greenLimit) {
    this.slot = slot;
    this.runs = runs;
    this.buzzer = buzzer;
    this.says = says;
    this.greenLimit = greenLimit;
  }

  String slot() {
    return slot;
  }

  SlotState state() {
    return state;
  }

  boolean takesScan() {
    return runs.takesScan(slot);
  }

  boolean awaitsLabel() {
    return runs.awaitsLabel(slot);
  }

  boolean isItsLabel(String code) {
    return runs.isItsLabel(slot, code);
  }

  boolean waitsForScan() {
    return state instanceof WaitingForScan;
  }

  /** The button's contact as it is now; empty when its line cannot be read. */
  void contact(Optional<Boolean> down, Duration now) {
    if (down.isEmpty()) {
      button.lost();
      return;
    }
    button.sample(down.get(), now).ifPresent(push -> push(push, now));
  }

  private void push(Button.Push push, Duration now) {
    switch (push) {
      case PRESSED -> press(now);
      case STUCK -> says.announce(ownButton(), FloorProblems.stuck(slot));
      case FREE_AGAIN -> {
        says.over(ownButton());
        buzzer.play(Sound.HEARD, now);
      }
    }
  }

  private String ownButton() {
    return "button of slot " + slot;
  }

  /** The button was pressed, or the slot's own code scanned. */
  void press(Duration now) {
    if (!(state instanceof Ready ready)) {
      refuse(FloorProblems.pressedInRun(slot), now);
      return;
    }
    if (takesScan()) {
      become(ready.askForScan(now));
      buzzer.play(Sound.HEARD, now);
    } else {
      begin(ready, Optional.empty(), now);
    }
  }

  /**
   * A code was scanned for this slot: the label that its run waits for, or else a serial to start
   * with; it is judged before anything happens.
   */
  void scan(String code, Duration now) {
    if (awaitsLabel()) {
      Optional<Problem> wrong = runs.labelScanned(slot, code);
      if (wrong.isPresent()) {
        refuse(wrong.get(), now);
      } else {
        buzzer.play(Sound.HEARD, now);
      }
      return;
    }
    if (!(state instanceof Ready ready)) {
      refuse(FloorProblems.scanInRun(slot), now);
      return;
    }
    Optional<Problem> objection = runs.objection(slot, Optional.of(code));
    if (objection.isPresent()) {
      refuse(objection.get(), now);
      return;
    }
    begin(ready, Optional.of(code), now);
  }

  private void begin(Ready ready, Optional<String> serial, Duration now) {
    become(ready.begin(now));
    buzzer.play(Sound.HEARD, now);
    runs.start(slot, serial);
  }

  void refuse(Problem problem, Duration now) {
    buzzer.play(Sound.REFUSED, now);
    says.announce(slot, problem);
  }

  /** A run began, whoever started it. */
  void began(Duration now) {
    going = true;
    if (state instanceof Ready ready) {
      become(ready.begin(now));
    }
  }

  void ended(RunOutcome outcome, Duration now) {
    going = false;
    if (state instanceof WaitingForLabel waiting) {
      become(waiting.goOn(now));
    }
    if (state instanceof Working working) {
      become(outcome(working, outcome, now));
    }
  }

  private SlotState outcome(Working working, RunOutcome outcome, Duration now) {
    if (outcome instanceof RunOutcome.Pass) {
      buzzer.play(Sound.PASS, now);
      return working.pass(now);
    }
    if (outcome instanceof RunOutcome.Fail fail) {
      buzzer.play(Sound.FAIL, now);
      return working.fail(fail.reason(), now);
    }
    if (outcome instanceof RunOutcome.StationFault fault) {
      buzzer.play(Sound.ERROR, now);
      return working.fault(fault.reason(), now);
    }
    return working.abort(now);
  }

  /** The run that was asked for did not begin, because another one was in the slot. */
  void notBegun(Duration now) {
    if (!going && state instanceof Working working) {
      become(working.abort(now));
      buzzer.play(Sound.REFUSED, now);
    }
  }

  void seen(Sight sight, Duration now) {
    if (sight == Sight.THERE) {
      seenThere = true;
    } else if (sight == Sight.AWAY && seenThere) {
      if (state instanceof SlotState.Passed passed) {
        become(passed.over(now));
      } else if (state instanceof SlotState.Failed failed) {
        become(failed.removed(now));
      }
    }
  }

  /** Another slot is waiting for the scanner now. */
  void scannerGoesElsewhere(Duration now) {
    if (state instanceof WaitingForScan waiting) {
      become(waiting.giveUp(now));
    }
  }

  /** Whether the run waits for its label is looked at, as the buttons are. */
  void lookAtRun(Duration now) {
    if (state instanceof Working working && awaitsLabel()) {
      become(working.askForLabel(now));
    } else if (state instanceof WaitingForLabel waiting && !awaitsLabel()) {
      become(waiting.goOn(now));
    }
  }

  /** What time alone brings to an end. */
  void time(Duration now) {
    Duration lasted = now.minus(state.since());
    if (state instanceof SlotState.Passed passed && lasted.compareTo(greenLimit) >= 0) {
      become(passed.over(now));
    } else if (state instanceof WaitingForScan waiting && lasted.compareTo(PATIENCE) >= 0) {
      become(waiting.giveUp(now));
      says.announce(slot, FloorProblems.nobodyScanned(slot, PATIENCE));
    }
  }

  private void become(SlotState next) {
    state = next;
    seenThere = false;
  }
}
