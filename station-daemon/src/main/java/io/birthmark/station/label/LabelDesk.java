package io.birthmark.station.label;

import io.birthmark.hsm.Problem;
import io.birthmark.label.CheckCharacters;
import io.birthmark.label.Filling;
import io.birthmark.label.Label;
import io.birthmark.label.LabelField;
import io.birthmark.label.LabelTemplate;
import io.birthmark.label.printer.PrintJob;
import io.birthmark.label.printer.Printer;
import io.birthmark.label.printer.Printing;
import io.birthmark.label.printer.Trouble;
import io.birthmark.station.config.LabelPrinting;
import io.birthmark.station.config.Product;
import io.birthmark.station.config.StationConfig;
import io.birthmark.station.journal.DeviceRow;
import io.birthmark.station.journal.DeviceState;
import io.birthmark.station.journal.LabelLog;
import io.birthmark.station.journal.LabelRow;
import io.birthmark.station.journal.LabelState;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;

/** Where labels are made and printed: one at a time, whichever slot asks. */
public final class LabelDesk {
  private final LabelLog log;
  private final ScanDesk scans;
  private final ReentrantLock inUse = new ReentrantLock(/* fair= */ true);

  private volatile StationConfig config;
  private volatile Optional<Printer> printer;

  public LabelDesk(StationConfig config, LabelLog log, Optional<Printer> printer, ScanDesk scans) {
    this.config = config;
    this.log = log;
    this.printer = printer;
    this.scans = scans;
  }

  /** Templates and printer of the labels to come; the one that is being printed is finished. */
  public void change(StationConfig changed, Optional<Printer> other) {
    inUse.lock();
    try {
      config = changed;
      printer = other;
    } finally {
      inUse.unlock();
    }
  }

  /** How long a run may wait here: for its turn behind all other slots, the print and the scan. */
  Duration longest() {
    int others = config.slots().size();
    return config
        .printer()
        .map(printing -> printing.limit().multipliedBy(2L * others + 1))
        .orElse(Duration.ZERO);
  }

  public LabelLog log() {
    return log;
  }

  public ScanDesk scans() {
    return scans;
  }

  /** What a run does about labels. */
  public LabelPrinting.When when() {
    return config.printer().map(LabelPrinting::when).orElse(LabelPrinting.When.NEVER);
  }

  /** Whether the label of this device could be made; before anything happens to the device. */
  public Optional<Problem> objection(Product product, String serial, String registrationId) {
    if (when() == LabelPrinting.When.NEVER) {
      return Optional.empty();
    }
    return fill(product, serial, registrationId, 1) instanceof Filling.Unfit unfit
        ? Optional.of(LabelProblems.doesNotFit(serial, unfit.sentence()))
        : Optional.empty();
  }

  /** The label that the device has, or would get. */
  public Filling preview(DeviceRow device) {
    int number =
        log.current(device.id()).map(LabelRow::number).orElseGet(() -> log.nextNumber(device.id()));
    return fill(product(device), device.serial(), device.registrationId(), number);
  }

  /** Whether the device still has to get its label, or to have it scanned back. */
  boolean isOutstanding(DeviceRow device) {
    Optional<LabelState> state = log.current(device.id()).map(LabelRow::state);
    return state
        .map(known -> verifies() ? known != LabelState.VERIFIED : !known.onPaper())
        .orElse(true);
  }

  private boolean verifies() {
    return config.printer().filter(LabelPrinting::verifyScan).isPresent();
  }

  /** Sees to it that the device has its label, once; the problem when it has not. */
  public Optional<Problem> label(DeviceRow device, String who) {
    inUse.lock();
    try {
      Optional<LabelRow> current = log.current(device.id());
      if (current.isEmpty() || current.get().state() == LabelState.FAILED) {
        return print(device, Optional.empty(), who);
      }
      return current.get().state().onPaper()
          ? Optional.empty()
          : lookUp(device, current.get(), who);
    } finally {
      inUse.unlock();
    }
  }

  /** Prints the first label when asked for by a person. */
  public Optional<Problem> printOnce(DeviceRow device, String who) {
    if (device.state() != DeviceState.PROVISIONED) {
      return Optional.of(LabelProblems.notFinished(device.serial()));
    }
    boolean has = log.current(device.id()).filter(label -> label.state().onPaper()).isPresent();
    return has ? Optional.of(LabelProblems.alreadyPrinted(device.serial())) : label(device, who);
  }

  /**
   * Another label in the place of the one that is there, which is void as soon as the new one may
   * be on paper. While nobody knows of the one that is there, there is no other.
   */
  public Optional<Problem> reprint(DeviceRow device, String reason, String who) {
    if (device.state() != DeviceState.PROVISIONED) {
      return Optional.of(LabelProblems.notFinished(device.serial()));
    }
    inUse.lock();
    try {
      Optional<LabelRow> doubtful = doubtful(device);
      if (doubtful.isPresent()) {
        Optional<Problem> problem = lookUp(device, doubtful.get(), who);
        if (doubtful(device).isPresent()) {
          return problem;
        }
      }
      return print(device, Optional.of(reason), who);
    } finally {
      inUse.unlock();
    }
  }

  /** A person has looked: the label is there, or it is not, and nothing will bring it yet. */
  public Optional<Problem> confirm(DeviceRow device, boolean printed, String who) {
    inUse.lock();
    try {
      Optional<LabelRow> label = log.current(device.id());
      if (label.filter(l -> l.state() == LabelState.UNKNOWN).isEmpty()) {
        return Optional.of(LabelProblems.nothingToConfirm(device.serial()));
      }
      PrintJob job = job(device, label.get());
      Optional<Trouble> pending =
          printed ? Optional.empty() : printer.flatMap(known -> known.pending(job));
      if (pending.isEmpty()) {
        LabelState state = printed ? LabelState.PRINTED : LabelState.FAILED;
        log.settle(label.get(), state, Optional.empty(), who);
      }
      return pending.map(LabelProblems::of);
    } finally {
      inUse.unlock();
    }
  }

  private Optional<LabelRow> doubtful(DeviceRow device) {
    return log.current(device.id()).filter(label -> label.state().inDoubt());
  }

  /** Waits for the device's label to be read back from the paper, where the policy says so. */
  public Optional<Problem> readBack(String slot, DeviceRow device, String who) {
    Optional<LabelRow> current = log.current(device.id());
    Optional<LabelPrinting> wanted = config.printer().filter(LabelPrinting::verifyScan);
    if (wanted.isEmpty() || current.isEmpty() || current.get().state() == LabelState.VERIFIED) {
      return Optional.empty();
    }
    if (!scans.await(slot, device.serial(), () -> codesOfTheDevice(device), wanted.get().limit())) {
      return Optional.of(LabelProblems.notScanned(device.serial()));
    }
    Optional<LabelRow> read = log.current(device.id()).filter(label -> label.state().onPaper());
    if (read.isEmpty()) {
      // Another one is being printed in its place at this very moment.
      return readBack(slot, device, who);
    }
    log.settle(read.get(), LabelState.VERIFIED, Optional.empty(), who);
    return Optional.empty();
  }

  private List<String> codesOfTheDevice(DeviceRow device) {
    return preview(device) instanceof Filling.Filled filled ? filled.label().telling() : List.of();
  }

  /** Prints a label that is no device's. */
  public Optional<Problem> test() {
    inUse.lock();
    try {
      if (printer.isEmpty()) {
        return Optional.of(LabelProblems.noPrinter());
      }
      Filling filling = fill(config.products().get(0), "TEST", "test", 0);
      if (filling instanceof Filling.Unfit unfit) {
        return Optional.of(LabelProblems.doesNotFit("TEST", unfit.sentence()));
      }
      Printing printing =
          printer.get().print(PrintJob.TEST, bytes(((Filling.Filled) filling).label()));
      if (printing instanceof Printing.NotPrinted not) {
        return Optional.of(LabelProblems.of(not.trouble()));
      }
      return printing instanceof Printing.Unknown unknown
          ? Optional.of(LabelProblems.of(unknown.trouble()))
          : Optional.empty();
    } finally {
      inUse.unlock();
    }
  }

  public boolean hasPrinter() {
    return printer.isPresent();
  }

  /** What the printer says of itself; empty when it is well. */
  public Optional<Problem> printerTrouble() {
    return printer.flatMap(Printer::trouble).map(LabelProblems::of);
  }

  private Optional<Problem> print(DeviceRow device, Optional<String> reason, String who) {
    if (printer.isEmpty()) {
      return Optional.of(LabelProblems.noPrinter());
    }
    int number = log.nextNumber(device.id());
    Filling filling = fill(product(device), device.serial(), device.registrationId(), number);
    if (filling instanceof Filling.Unfit unfit) {
      return Optional.of(LabelProblems.doesNotFit(device.serial(), unfit.sentence()));
    }
    Optional<Problem> trouble = printer.get().trouble().map(LabelProblems::of);
    if (trouble.isPresent()) {
      return trouble;
    }
    LabelRow row = log.sending(device.id(), reason, who);
    Label label = ((Filling.Filled) filling).label();
    return settle(device, row, printer.get().print(job(device, row), bytes(label)), who);
  }

  private Optional<Problem> lookUp(DeviceRow device, LabelRow row, String who) {
    return printer.isEmpty()
        ? Optional.of(LabelProblems.unknown(device.serial()))
        : settle(device, row, printer.get().lookUp(job(device, row)), who);
  }

  private Optional<Problem> settle(DeviceRow device, LabelRow row, Printing printing, String who) {
    if (printing instanceof Printing.Printed) {
      log.settle(row, LabelState.PRINTED, Optional.empty(), who);
      return Optional.empty();
    }
    if (printing instanceof Printing.NotPrinted not) {
      Problem problem = LabelProblems.of(not.trouble());
      log.settle(row, LabelState.FAILED, Optional.of(problem), who);
      return Optional.of(problem);
    }
    Trouble trouble = ((Printing.Unknown) printing).trouble();
    Problem problem = LabelProblems.of(trouble);
    if (row.state() == LabelState.UNKNOWN) {
      // Paper that is out can be put in, and then the printer knows; else only a person can tell.
      return Optional.of(trouble.isLost() ? LabelProblems.unknown(device.serial()) : problem);
    }
    log.settle(row, LabelState.UNKNOWN, Optional.of(problem), who);
    return Optional.of(problem);
  }

  private static PrintJob job(DeviceRow device, LabelRow row) {
    return PrintJob.of(device.serial(), row.number(), row.id());
  }

  private byte[] bytes(Label label) {
    return switch (config.printer().map(LabelPrinting::form).orElse(LabelPrinting.Form.ZPL)) {
      case ZPL -> label.zpl();
      case PICTURE -> label.picture().zpl();
      case PNG -> label.picture().png();
    };
  }

  private Product product(DeviceRow device) {
    return config.product(device.product()).orElseGet(() -> config.products().get(0));
  }

  private Filling fill(Product product, String serial, String registrationId, int number) {
    Map<LabelField, String> values = new EnumMap<>(LabelField.class);
    values.put(LabelField.SERIAL, serial);
    values.put(LabelField.REGISTRATION_ID, registrationId);
    values.put(LabelField.REGISTRATION_URL, config.dps().registrationUrl().toString());
    values.put(LabelField.ID_SCOPE, config.dps().idScope());
    values.put(LabelField.ATTESTATION, product.attestation().recorded().word());
    values.put(LabelField.STATION, config.station().id());
    values.put(LabelField.PRODUCT, product.name());
    values.put(LabelField.CHECK, CheckCharacters.of(serial, registrationId));
    values.put(LabelField.NUMBER, Integer.toString(number));
    int dpi = config.printer().map(LabelPrinting::dpi).orElse(203);
    Optional<LabelTemplate> own = Optional.ofNullable(config.labels().get(product.name()));
    if (own.isPresent()) {
      return own.get().fill(values);
    }
    Filling usual = LabelTemplate.usual(dpi).fill(values);
    return usual instanceof Filling.Unfit
        ? LabelTemplate.usualForLongNames(dpi).fill(values)
        : usual;
  }
}
