package io.birthmark.station.reconcile;

import io.birthmark.hsm.ElementException;
import io.birthmark.station.enrollment.Enrollment;
import io.birthmark.station.enrollment.EnrollmentEntries;
import io.birthmark.station.enrollment.Mended;
import io.birthmark.station.enrollment.NoAnswer;
import io.birthmark.station.journal.Bearers;
import io.birthmark.station.journal.DeviceId;
import io.birthmark.station.journal.DeviceRow;
import io.birthmark.station.reconcile.Judgement.Expected;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Mends what was found, each from what stands in journal and service when its turn comes. */
final class Mending {
  private static final int QUEUED_AT_ONCE = 100;

  private final Reconciliation.Parts parts;
  private final Questions questions;
  private final Watcher watcher;
  private final String who;
  private final Map<Kind, Done> done = new EnumMap<>(Kind.class);
  private long dealtWith;

  private static final class Done {
    private final List<Report.Left> left = new ArrayList<>();
    private long count;
    private long leftOver;

    void leave(String registrationId, String why) {
      leftOver++;
      if (left.size() < Tally.SHOWN) {
        left.add(new Report.Left(registrationId, why));
      }
    }
  }

  Mending(Reconciliation.Parts parts, Questions questions, Watcher watcher, String who) {
    this.parts = parts;
    this.questions = questions;
    this.watcher = watcher;
    this.who = who;
  }

  void carryOut(Kind kind, Tally tally) throws InterruptedException {
    Done of = done.computeIfAbsent(kind, unused -> new Done());
    if (kind == Kind.MISSING) {
      queueAgain(tally, of);
      return;
    }
    for (long bit = tally.next(kind, 0); bit >= 0; bit = tally.next(kind, bit + 1)) {
      mend(kind, Tally.device(bit), of);
      watcher.mended(++dealtWith);
    }
  }

  Map<Kind, Report.Repaired> repaired() {
    Map<Kind, Report.Repaired> repaired = new EnumMap<>(Kind.class);
    done.forEach(
        (kind, of) -> repaired.put(kind, new Report.Repaired(of.count, of.leftOver, of.left)));
    return repaired;
  }

  /** A create never overwrites: what is there after all is found by it, and compared. */
  private void queueAgain(Tally tally, Done of) {
    List<DeviceId> devices = new ArrayList<>();
    long bit = tally.next(Kind.MISSING, 0);
    while (bit >= 0) {
      devices.add(Tally.device(bit));
      bit = tally.next(Kind.MISSING, bit + 1);
      if (bit < 0 || devices.size() == QUEUED_AT_ONCE) {
        int queued = parts.repairs().queueAgain(devices, who);
        of.count += queued;
        of.leftOver += devices.size() - queued;
        dealtWith += devices.size();
        watcher.mended(dealtWith);
        devices.clear();
      }
    }
  }

  private void mend(Kind kind, DeviceId id, Done of) throws InterruptedException {
    DeviceRow device = parts.devices().byId(id);
    Mended mended;
    parts.repairs().begun(id, kind.word(), who);
    try {
      mended =
          questions.ask(
              Told.operations(device, parts.entries()::operationsToMend),
              // No other call of ours is on its way meanwhile, and none can come between.
              () -> stillSo(kind, id) ? mend(kind, device) : new Mended.AlreadySo());
    } catch (ElementException e) {
      of.leave(device.registrationId(), e.problem().sentence());
      parts.repairs().ended(id, kind.word(), e.problem().sentence(), who);
      return;
    }
    parts.repairs().ended(id, kind.word(), word(mended), who);
    if (mended instanceof Mended.Done || mended instanceof Mended.AlreadySo) {
      of.count++;
    } else {
      of.leave(device.registrationId(), why(mended));
    }
  }

  private Mended mend(Kind kind, DeviceRow device) {
    EnrollmentEntries entries = parts.entries();
    try (Enrollment ours = Told.of(device, parts.telling())) {
      return switch (kind) {
        case DIFFERENT -> entries.replace(ours);
        case DISABLED -> entries.enable(ours);
        case VOIDED -> gone(entries.remove(ours));
        case MISSING, BESIDE_GROUP, UNKNOWN_HERE ->
            throw new IllegalArgumentException(kind + " is not mended at the service");
      };
    }
  }

  private static Mended gone(Mended removed) {
    return removed instanceof Mended.NotThere ? new Mended.AlreadySo() : removed;
  }

  /** Whether the journal still wants it, and no other device has the registration ID by now. */
  private boolean stillSo(Kind kind, DeviceId id) {
    DeviceRow device = parts.devices().byId(id);
    if (kind != Kind.VOIDED) {
      return Expected.of(device) == Expected.ENTRY;
    }
    Bearers bearers = parts.devices().bearers(List.of(device.registrationId())).get(0);
    return Expected.of(device) == Expected.GONE
        && Optional.of(bearers).flatMap(Bearers::now).filter(Mending::mayBeThere).isEmpty();
  }

  private static boolean mayBeThere(DeviceRow device) {
    Expected expected = Expected.of(device);
    return expected == Expected.ENTRY || expected == Expected.UNDER_WAY;
  }

  private static String word(Mended mended) {
    return mended instanceof Mended.Done ? "done" : why(mended);
  }

  private static String why(Mended mended) {
    if (mended instanceof Mended.AlreadySo) {
      return "there was nothing to do any more";
    }
    if (mended instanceof Mended.NotThere) {
      return "the entry is gone meanwhile";
    }
    if (mended instanceof Mended.NotOurs) {
      return "the entry is another device's meanwhile";
    }
    if (mended instanceof Mended.ChangedMeanwhile) {
      return "somebody changed the entry at the same moment; what they wrote stands";
    }
    if (mended instanceof Mended.Refused refused) {
      return refused.problem().sentence();
    }
    return ((NoAnswer) mended).problem().sentence();
  }
}
