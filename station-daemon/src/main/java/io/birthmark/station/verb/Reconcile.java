package io.birthmark.station.verb;

import io.birthmark.hsm.Problem;
import io.birthmark.station.journal.DeviceRow;
import io.birthmark.station.reconcile.Finding;
import io.birthmark.station.reconcile.Kind;
import io.birthmark.station.reconcile.Reconciliation;
import io.birthmark.station.reconcile.Report;
import io.birthmark.station.reconcile.Watcher;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * {@code reconcile [--repair KIND,…] [--output F]}: the journal against the service. Every
 * disagreement is a line for {@code F}; the answer counts them.
 */
final class Reconcile implements Verb {
  private static final List<String> COLUMNS =
      List.of("kind", "registrationId", "serial", "detail", "confirmed");

  private final StationParts.Uploading uploading;
  private final Reconciliation.Stores stores;

  Reconcile(StationParts.Uploading uploading, Reconciliation.Stores stores) {
    this.uploading = uploading;
    this.stores = stores;
  }

  @Override
  public String name() {
    return "reconcile";
  }

  @Override
  public Answer carryOut(Arguments arguments, Caller caller) throws WrongUse {
    Set<Kind> mend = toMend(arguments.text("repair"));
    Optional<String> format = format(arguments);
    if (uploading instanceof StationParts.Uploading.Impossible impossible) {
      return Answer.problem(impossible.problem());
    }
    StationParts.Uploading.Possible possible = (StationParts.Uploading.Possible) uploading;
    // The groups are asked anew on the way; they come before the first page.
    possible.uploader().recheck();
    format.filter("csv"::equals).ifPresent(csv -> caller.line(String.join(",", COLUMNS)));
    Report report =
        Reconciliation.carryOut(
            new Reconciliation.Parts(
                stores, possible.service(), possible.entries(), possible.uploader()::inTurn),
            mend,
            caller.who(),
            new Told(caller, format));
    return new ReconcileAnswer(report, GroupStatus.all(stores.groups())).toAnswer();
  }

  private static Set<Kind> toMend(Optional<String> words) throws WrongUse {
    Set<Kind> kinds = EnumSet.noneOf(Kind.class);
    for (String word : words.stream().flatMap(all -> Arrays.stream(all.split(","))).toList()) {
      kinds.add(
          Kind.ofWord(word.strip())
              .filter(Kind::mendable)
              .orElseThrow(
                  () ->
                      new WrongUse(
                          "\"repair\" takes "
                              + Arrays.stream(Kind.values())
                                  .filter(Kind::mendable)
                                  .map(Kind::word)
                                  .collect(Collectors.joining(", "))
                              + ", not "
                              + word)));
    }
    return kinds;
  }

  private static Optional<String> format(Arguments arguments) throws WrongUse {
    Optional<String> format = arguments.text("format");
    if (format.filter(word -> !word.equals("csv") && !word.equals("json")).isPresent()) {
      throw new WrongUse("\"format\" is csv or json, not " + format.get());
    }
    return format;
  }

  /** Passes on what is found, line by line where lines are wanted. */
  private record Told(Caller caller, Optional<String> format) implements Watcher {
    @Override
    public boolean stillWaits() {
      return caller.stillWaits();
    }

    @Override
    public void found(Finding finding) {
      format.ifPresent(word -> caller.line(word.equals("csv") ? csv(finding) : json(finding)));
    }

    private static String json(Finding finding) {
      return ReconcileAnswer.json(finding).toString();
    }

    private static String csv(Finding finding) {
      return Csv.line(
          List.of(
              finding.kind().word(),
              finding.registrationId(),
              finding.device().map(DeviceRow::serial).orElse(""),
              finding.detail(),
              Boolean.toString(finding.confirmed())));
    }

    @Override
    public void read(long entries) {
      caller.progress(String.format("%,d entries compared", entries));
    }

    @Override
    public void mended(long findings) {
      caller.progress(String.format("%,d dealt with", findings));
    }

    @Override
    public void waiting(Problem problem) {
      caller.progress("waiting (" + problem.code() + ")");
    }
  }
}
