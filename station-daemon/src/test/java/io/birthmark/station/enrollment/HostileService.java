package io.birthmark.station.enrollment;

import io.birthmark.hsm.Problem;
import io.birthmark.station.enrollment.FindAnswer.Difference;
import io.birthmark.station.journal.ServiceTrace;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** An enrollment service in memory that fails as it is told. */
final class HostileService implements EnrollmentService {
  static final Problem TROUBLE = Problem.ofStation("test.trouble", "It failed.", "Wait.");

  /** What goes wrong with one call. */
  enum Fault {
    NONE,
    THROTTLED,
    AWAY,
    UNAUTHORIZED,
    LOST_BEFORE_COMMIT,
    LOST_AFTER_COMMIT,
    HALF_DONE_THEN_LOST,
    CRASHES
  }

  final Map<String, Enrollment> stored = new HashMap<>();
  final Set<String> disabled = new HashSet<>();
  final Set<String> refusedItems = new HashSet<>();
  final Set<String> refusedRequests = new HashSet<>();
  final Set<String> fatalToTheirCall = new HashSet<>();
  final Set<String> unanswerable = new HashSet<>();

  final Deque<Fault> nextCalls = new ArrayDeque<>();
  Supplier<Fault> weather = () -> Fault.NONE;
  Optional<Duration> retryAfter = Optional.empty();

  final List<String> log = new ArrayList<>();
  final Map<String, Integer> created = new HashMap<>();
  final List<Integer> batchSizes = new ArrayList<>();
  int operations;
  Consumer<Enrollment> onCreate = enrollment -> {};
  int version;
  Runnable onFind = () -> {};

  private static String key(String id) {
    return id.toLowerCase(Locale.ROOT);
  }

  @Override
  public synchronized BatchAnswer create(List<Enrollment> batch) {
    return bulk("create", batch);
  }

  @Override
  public synchronized BatchAnswer delete(Enrollment ours, Optional<Version> seen) {
    if (seen.filter(this::isStale).isPresent()) {
      return new BatchAnswer.Answered(List.of(new ItemAnswer.TryLater(TROUBLE, ServiceTrace.NONE)));
    }
    return bulk("delete", List.of(ours));
  }

  private boolean isStale(Version seen) {
    return !seen.name().equals(Integer.toString(version));
  }

  private BatchAnswer bulk(String mode, List<Enrollment> batch) {
    batch.forEach(one -> log.add(mode + " " + one.registrationId()));
    batchSizes.add(batch.size());
    operations += batch.size();
    Fault fault = fault();
    Optional<NoAnswer> early = before(fault);
    if (early.isPresent()) {
      return early.get();
    }
    if (batch.stream().anyMatch(one -> fatalToTheirCall.contains(one.registrationId()))) {
      return new NoAnswer.OutcomeUnknown(TROUBLE, Optional.empty());
    }
    if (batch.stream().anyMatch(one -> refusedRequests.contains(one.registrationId()))) {
      return new BatchAnswer.RequestRefused(
          TROUBLE, new ServiceTrace(Optional.of("400004"), Optional.of("track-1")));
    }
    List<ItemAnswer> items = new ArrayList<>();
    int done = fault == Fault.HALF_DONE_THEN_LOST ? batch.size() / 2 : batch.size();
    for (Enrollment one : batch.subList(0, done)) {
      items.add(mode.equals("create") ? create(one) : delete(one));
    }
    return fault == Fault.LOST_AFTER_COMMIT || fault == Fault.HALF_DONE_THEN_LOST
        ? new NoAnswer.OutcomeUnknown(TROUBLE, Optional.empty())
        : new BatchAnswer.Answered(items);
  }

  private ItemAnswer create(Enrollment one) {
    if (refusedItems.contains(one.registrationId())) {
      return new ItemAnswer.Refused(
          TROUBLE, new ServiceTrace(Optional.of("400004"), Optional.of("track-2")));
    }
    if (stored.containsKey(key(one.registrationId()))) {
      return ItemAnswer.ALREADY_THERE;
    }
    onCreate.accept(one);
    stored.put(key(one.registrationId()), one);
    created.merge(one.registrationId(), 1, Integer::sum);
    return ItemAnswer.ACCEPTED;
  }

  private ItemAnswer delete(Enrollment one) {
    return stored.remove(key(one.registrationId())) == null
        ? ItemAnswer.NOT_THERE
        : ItemAnswer.ACCEPTED;
  }

  @Override
  public synchronized FindAnswer find(Enrollment ours) {
    log.add("find " + ours.registrationId());
    operations++;
    Fault fault = fault();
    Optional<NoAnswer> early = before(fault);
    if (early.isPresent()) {
      return early.get();
    }
    if (unanswerable.contains(ours.registrationId())) {
      return new NoAnswer.Unavailable(TROUBLE, true, Optional.empty());
    }
    Enrollment theirs = stored.get(key(ours.registrationId()));
    Optional<Version> seen = Optional.of(new Version(Integer.toString(version)));
    onFind.run();
    if (theirs == null) {
      return new FindAnswer.NotThere();
    }
    if (!theirs.attestation().equals(ours.attestation())) {
      return new FindAnswer.Different(
          false, List.of(new Difference("endorsementKey", "ours", "theirs")), seen);
    }
    return disabled.contains(ours.registrationId())
        ? new FindAnswer.Different(
            true, List.of(new Difference("provisioningStatus", "enabled", "disabled")), seen)
        : new FindAnswer.Same(seen);
  }

  private Fault fault() {
    Fault scripted = nextCalls.poll();
    return scripted != null ? scripted : weather.get();
  }

  private Optional<NoAnswer> before(Fault fault) {
    return switch (fault) {
      case THROTTLED -> Optional.of(new NoAnswer.Throttled(TROUBLE, retryAfter));
      case AWAY -> Optional.of(new NoAnswer.Unavailable(TROUBLE, true, Optional.empty()));
      case UNAUTHORIZED -> Optional.of(new NoAnswer.Unavailable(TROUBLE, false, Optional.empty()));
      case LOST_BEFORE_COMMIT ->
          Optional.of(new NoAnswer.OutcomeUnknown(TROUBLE, Optional.empty()));
      case CRASHES -> throw new IllegalStateException("a bug in the client");
      case NONE, LOST_AFTER_COMMIT, HALF_DONE_THEN_LOST -> Optional.empty();
    };
  }
}
