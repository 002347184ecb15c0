package io.birthmark.station.reconcile;

import io.birthmark.hsm.Problem;
import io.birthmark.station.enrollment.BatchAnswer;
import io.birthmark.station.enrollment.DeviceAttestation;
import io.birthmark.station.enrollment.Enrollment;
import io.birthmark.station.enrollment.EnrollmentEntries;
import io.birthmark.station.enrollment.EnrollmentService;
import io.birthmark.station.enrollment.EntryPage;
import io.birthmark.station.enrollment.FindAnswer;
import io.birthmark.station.enrollment.FindAnswer.Difference;
import io.birthmark.station.enrollment.GroupPage;
import io.birthmark.station.enrollment.ItemAnswer;
import io.birthmark.station.enrollment.Mended;
import io.birthmark.station.enrollment.NoAnswer;
import io.birthmark.station.enrollment.Version;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;

/** An enrollment service in memory, with a list, whose world changes between two pages. */
final class Shelf implements EnrollmentService, EnrollmentEntries {
  static final Problem TROUBLE = Problem.ofStation("test.trouble", "It failed.", "Wait.");
  private static final Mended CHANGED = new Mended.ChangedMeanwhile();

  /** One entry; its version is whatever object it is. */
  record Stored(String registrationId, DeviceAttestation attestation, boolean enabled)
      implements EntryPage.Entry {
    @Override
    public FindAnswer compare(Enrollment ours) {
      List<Difference> differences = new ArrayList<>();
      if (!attestation.equals(ours.attestation())) {
        differences.add(new Difference("attestation", "ours", "theirs"));
      }
      boolean same = differences.isEmpty();
      if (!enabled) {
        differences.add(new Difference("status", "enabled", "disabled"));
      }
      return differences.isEmpty()
          ? new FindAnswer.Same(Optional.empty())
          : new FindAnswer.Different(same, differences, Optional.empty());
    }
  }

  final NavigableMap<String, Stored> stored = new TreeMap<>();
  final Deque<NoAnswer> troubles = new ArrayDeque<>();
  final List<String> groups = new ArrayList<>();
  final List<String> pages = new ArrayList<>();
  int finds;
  int pageSize = 5;
  boolean forgetsBookmarks;
  Runnable afterPage = () -> {};
  Runnable betweenLookAndChange = () -> {};

  static NoAnswer away() {
    return new NoAnswer.Unavailable(TROUBLE, true, Optional.of(Duration.ZERO));
  }

  static NoAnswer throttled() {
    return new NoAnswer.Throttled(TROUBLE, Optional.of(Duration.ZERO));
  }

  private static String key(String registrationId) {
    return registrationId.toLowerCase(Locale.ROOT);
  }

  void put(String registrationId, DeviceAttestation attestation, boolean enabled) {
    stored.put(key(registrationId), new Stored(registrationId, attestation, enabled));
  }

  void take(String registrationId) {
    stored.remove(key(registrationId));
  }

  Optional<Stored> at(String registrationId) {
    return Optional.ofNullable(stored.get(key(registrationId)));
  }

  @Override
  public synchronized EntryPage page(Optional<String> bookmark, int atMost) {
    pages.add(bookmark.orElse("first") + " " + atMost);
    NoAnswer trouble = troubles.poll();
    if (trouble != null) {
      return trouble;
    }
    if (forgetsBookmarks && bookmark.isPresent()) {
      return new EntryPage.Refused(TROUBLE);
    }
    int size = Math.min(pageSize, atMost);
    List<EntryPage.Entry> page =
        stored.tailMap(bookmark.orElse(""), false).values().stream()
            .limit(size)
            .map(EntryPage.Entry.class::cast)
            .toList();
    Optional<String> last =
        page.isEmpty()
            ? Optional.empty()
            : Optional.of(key(page.get(page.size() - 1).registrationId()));
    Optional<String> next = last.filter(key -> stored.higherKey(key) != null);
    afterPage.run();
    return new EntryPage.Page(page, next);
  }

  @Override
  public synchronized GroupPage groups(Optional<String> bookmark, int atMost) {
    int from = bookmark.map(Integer::parseInt).orElse(0);
    int to = Math.min(groups.size(), from + Math.min(pageSize, atMost));
    return new GroupPage.Page(
        groups.subList(from, to),
        to == groups.size() ? Optional.empty() : Optional.of(Integer.toString(to)));
  }

  @Override
  public synchronized BatchAnswer create(List<Enrollment> batch) {
    return new BatchAnswer.Answered(
        batch.stream()
            .map(
                one -> {
                  boolean there = at(one.registrationId()).isPresent();
                  if (!there) {
                    put(one.registrationId(), one.attestation(), true);
                  }
                  return there ? ItemAnswer.ALREADY_THERE : ItemAnswer.ACCEPTED;
                })
            .toList());
  }

  @Override
  public synchronized BatchAnswer delete(Enrollment ours, Optional<Version> seen) {
    take(ours.registrationId());
    return new BatchAnswer.Answered(List.of(ItemAnswer.ACCEPTED));
  }

  @Override
  public synchronized FindAnswer find(Enrollment ours) {
    finds++;
    return at(ours.registrationId())
        .map(entry -> entry.compare(ours))
        .orElseGet(FindAnswer.NotThere::new);
  }

  @Override
  public synchronized Mended replace(Enrollment ours) {
    return at(ours.registrationId())
        .map(
            entry ->
                change(
                    entry, new Stored(entry.registrationId(), ours.attestation(), entry.enabled())))
        .orElseGet(Mended.NotThere::new);
  }

  @Override
  public synchronized Mended enable(Enrollment ours) {
    return at(ours.registrationId())
        .map(entry -> change(entry, new Stored(entry.registrationId(), entry.attestation(), true)))
        .orElseGet(Mended.NotThere::new);
  }

  private Mended change(Stored seen, Stored wanted) {
    betweenLookAndChange.run();
    boolean changed = stored.replace(key(seen.registrationId()), seen, wanted);
    return changed ? new Mended.Done() : CHANGED;
  }

  @Override
  public synchronized Mended remove(Enrollment ours) {
    Optional<Stored> seen = at(ours.registrationId());
    if (seen.isEmpty()) {
      return new Mended.NotThere();
    }
    betweenLookAndChange.run();
    return stored.remove(key(ours.registrationId()), seen.get()) ? new Mended.Done() : CHANGED;
  }

  @Override
  public int operationsToMend(Enrollment ours) {
    return 2;
  }
}
