package io.birthmark.station.reconcile;

import io.birthmark.hsm.Problem;
import io.birthmark.station.enrollment.EnrollmentEntries;
import io.birthmark.station.enrollment.EnrollmentService;
import io.birthmark.station.enrollment.EntryPage;
import io.birthmark.station.enrollment.EntryPage.Entry;
import io.birthmark.station.enrollment.GroupPage;
import io.birthmark.station.enrollment.NoAnswer;
import io.birthmark.station.enrollment.Telling;
import io.birthmark.station.journal.Bearers;
import io.birthmark.station.journal.DeviceRow;
import io.birthmark.station.journal.Devices;
import io.birthmark.station.journal.Groups;
import io.birthmark.station.journal.Repairs;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Compares the journal with the whole of what the service has; see the package's page. */
public final class Reconciliation {
  // A page must fit into a small heap, keys, twins and all.
  private static final int LARGEST_PAGE = 200;
  private static final int SMALLEST_PAGE = 10;

  private final Parts parts;
  private final Watcher watcher;
  private final Questions questions;
  private final SecondLook secondLook;
  private final Tally tally = new Tally();
  private final BitSet enrolled = new BitSet();
  private final BitSet seen = new BitSet();
  private final List<String> otherGroups = new ArrayList<>();
  private long entries;
  private long groups;
  private int pageSize = LARGEST_PAGE;

  /** What the station knows. */
  public record Stores(Devices devices, Repairs repairs, Telling telling, Groups groups) {}

  /** What it works with. */
  public record Parts(
      Stores stores, EnrollmentService service, EnrollmentEntries entries, Turns turns) {
    Devices devices() {
      return stores.devices();
    }

    Repairs repairs() {
      return stores.repairs();
    }

    Telling telling() {
      return stores.telling();
    }

    Groups groups() {
      return stores.groups();
    }
  }

  private Reconciliation(Parts parts, Watcher watcher) {
    this.parts = parts;
    this.watcher = watcher;
    this.questions = new Questions(parts.turns(), watcher);
    this.secondLook = new SecondLook(parts.service(), parts.telling(), parts.devices(), questions);
  }

  /**
   * Compares, and then mends what is of these kinds.
   *
   * @param who wants it; stands in the journal
   */
  public static Report carryOut(Parts parts, Set<Kind> mend, String who, Watcher watcher) {
    return new Reconciliation(parts, watcher).carryOut(mend, who);
  }

  private Report carryOut(Set<Kind> mend, String who) {
    Mending mending = new Mending(parts, questions, watcher, who);
    Optional<Problem> problem = Optional.empty();
    try {
      compare();
      compareGroups();
      for (Kind kind : mend) {
        mending.carryOut(kind, tally);
      }
    } catch (GivenUp e) {
      problem = Optional.of(e.problem());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      problem = Optional.of(ReconcileProblems.stopping());
    }
    Map<Kind, Report.Found> found = new EnumMap<>(Kind.class);
    for (Kind kind : Kind.values()) {
      found.put(kind, tally.found(kind));
    }
    return new Report(
        entries,
        enrolled.cardinality(),
        found,
        mending.repaired(),
        new Report.OtherGroups(groups, otherGroups),
        problem);
  }

  private void compare() throws InterruptedException {
    // Before the list is read: what is enrolled from now on is not missing in it.
    parts.devices().eachEnrolled(device -> enrolled.set(Math.toIntExact(device)));
    Optional<String> bookmark = Optional.empty();
    do {
      EntryPage.Page page = page(bookmark);
      read(page.entries());
      bookmark = page.next();
    } while (bookmark.isPresent());
    missing();
  }

  /** What each of this station's own groups is like at the service, {@code GroupWatch} asks. */
  private void compareGroups() throws InterruptedException {
    Set<String> ours =
        parts.groups().all().stream()
            .map(group -> group.name().toLowerCase(Locale.ROOT))
            .collect(Collectors.toSet());
    Optional<String> bookmark = Optional.empty();
    do {
      GroupPage.Page page = groupPage(bookmark);
      groups += page.names().size();
      page.names().stream()
          .filter(name -> !ours.contains(name.toLowerCase(Locale.ROOT)))
          .forEach(otherGroups::add);
      bookmark = page.next();
    } while (bookmark.isPresent());
  }

  private GroupPage.Page groupPage(Optional<String> bookmark) throws InterruptedException {
    GroupPage answer =
        questions.ask(1, () -> parts.entries().groups(bookmark, pageSize), this::askForLess);
    if (answer instanceof GroupPage.Page page) {
      return page;
    }
    throw new GivenUp(((GroupPage.Refused) answer).problem());
  }

  private EntryPage.Page page(Optional<String> bookmark) throws InterruptedException {
    EntryPage answer =
        questions.ask(1, () -> parts.entries().page(bookmark, pageSize), this::askForLess);
    if (answer instanceof EntryPage.Page page) {
      return page;
    }
    throw new GivenUp(((EntryPage.Refused) answer).problem());
  }

  /** The answer may have been longer than the station reads. */
  private void askForLess(NoAnswer silence) {
    if (!(silence instanceof NoAnswer.Throttled)) {
      pageSize = Math.max(SMALLEST_PAGE, pageSize / 2);
    }
  }

  private void read(List<Entry> page) throws InterruptedException {
    List<Bearers> bearers =
        parts.devices().bearers(page.stream().map(Entry::registrationId).toList());
    for (int i = 0; i < page.size(); i++) {
      bearers.get(i).now().ifPresent(device -> seen.set(bit(device)));
      Optional<Finding> first = Judgement.of(page.get(i), bearers.get(i));
      if (first.isPresent()) {
        tell(first.get());
      }
    }
    entries += page.size();
    watcher.read(entries);
  }

  private void missing() throws InterruptedException {
    enrolled.andNot(seen);
    try {
      for (int bit = enrolled.nextSetBit(0); bit >= 0; bit = enrolled.nextSetBit(bit + 1)) {
        tell(Judgement.missing(parts.devices().byId(Tally.device(bit))));
      }
    } finally {
      enrolled.or(seen);
    }
  }

  private void tell(Finding first) throws InterruptedException {
    secondLook
        .at(first)
        .ifPresent(
            finding -> {
              tally.add(finding);
              watcher.found(finding);
            });
  }

  private static int bit(DeviceRow device) {
    return Math.toIntExact(device.id().number());
  }
}
