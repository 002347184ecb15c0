package io.birthmark.station.reconcile;

import io.birthmark.hsm.Problem;
import io.birthmark.station.enrollment.DerivedKeys;
import io.birthmark.station.enrollment.DeviceAttestation.TpmAttestation;
import io.birthmark.station.enrollment.Enrollment;
import io.birthmark.station.enrollment.EnrollmentEntries;
import io.birthmark.station.enrollment.EntryPage;
import io.birthmark.station.enrollment.GroupPage;
import io.birthmark.station.enrollment.Mended;
import io.birthmark.station.enrollment.Telling;
import io.birthmark.station.journal.Floor;
import io.birthmark.station.journal.Floor.Board;
import io.birthmark.station.journal.Groups;
import io.birthmark.station.journal.Repairs;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.LongStream;

/** Reconciles with a service that has very many entries, in a process whose heap is small. */
public final class ManyEntries {
  private ManyEntries() {}

  /** {@code DIR ENTRIES}. */
  public static void main(String[] args) {
    long all = Long.parseLong(args[1]);
    try (Floor floor = new Floor(Path.of(args[0]))) {
      Report report =
          Reconciliation.carryOut(
              new Reconciliation.Parts(
                  new Reconciliation.Stores(
                      floor.devices,
                      new Repairs(floor.database, floor.clock),
                      new Telling(DerivedKeys.none()),
                      new Groups(floor.database)),
                  new Shelf(),
                  new Counting(all),
                  new AtOnce()),
              EnumSet.noneOf(Kind.class),
              "user:anna",
              new Nobody());
      System.out.println(
          report.entries() + " entries, unknown " + report.found(Kind.UNKNOWN_HERE).count());
    }
  }

  private static final class AtOnce implements Turns {
    @Override
    public <T> T inTurn(int operations, Supplier<T> call) {
      return call.get();
    }
  }

  /** Entries are made when they are asked for, as large as those of a service. */
  private record Counting(long all) implements EnrollmentEntries {
    @Override
    public EntryPage page(Optional<String> bookmark, int atMost) {
      long from = bookmark.map(Long::parseLong).orElse(0L);
      long to = Math.min(all, from + atMost);
      List<EntryPage.Entry> page =
          LongStream.range(from, to)
              .mapToObj(Counting::entry)
              .map(EntryPage.Entry.class::cast)
              .toList();
      return new EntryPage.Page(
          page, to == all ? Optional.empty() : Optional.of(Long.toString(to)));
    }

    @Override
    public GroupPage groups(Optional<String> bookmark, int atMost) {
      return new GroupPage.Page(List.of(), Optional.empty());
    }

    private static Shelf.Stored entry(long number) {
      return new Shelf.Stored(
          "other-line-" + number, new TpmAttestation(Board.number((int) number).ekPublic()), true);
    }

    @Override
    public Mended replace(Enrollment ours) {
      return new Mended.NotThere();
    }

    @Override
    public Mended enable(Enrollment ours) {
      return new Mended.NotThere();
    }

    @Override
    public Mended remove(Enrollment ours) {
      return new Mended.NotThere();
    }

    @Override
    public int operationsToMend(Enrollment ours) {
      return 2;
    }
  }

  private record Nobody() implements Watcher {
    @Override
    public boolean stillWaits() {
      return true;
    }

    @Override
    public void found(Finding finding) {}

    @Override
    public void read(long entries) {}

    @Override
    public void mended(long findings) {}

    @Override
    public void waiting(Problem problem) {}
  }
}
