package io.birthmark.station.enrollment;

import io.birthmark.hsm.ElementException;
import io.birthmark.hsm.Problem;
import io.birthmark.station.enrollment.FindAnswer.Difference;
import io.birthmark.station.journal.Anchors;
import io.birthmark.station.journal.GroupKind;
import io.birthmark.station.journal.Groups;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks the service for every group that this station makes devices for: at the start, every hour,
 * and after each reconnect. The verdict goes to the journal, where the status of all of a group's
 * devices follows from it and the line looks before each run. However many devices there are, it is
 * the same few questions.
 */
public final class GroupWatch implements Errand {
  private static final Logger LOG = LoggerFactory.getLogger(GroupWatch.class);
  private static final Duration EVERY = Duration.ofHours(1);
  // Devices wait, or the line stands, for a group that is being mended at the service just now.
  private static final Duration WHILE_IT_FAILS = Duration.ofMinutes(1);

  private final Groups groups;
  private final EnrollmentGroups service;
  private final List<WatchedGroup> watched;
  private final Map<WatchedGroup, Due> due = new HashMap<>();

  /** From {@code from} on there is nothing to ask for so long. */
  private record Due(Instant from, Duration rest) {
    // A clock that was set back behind the question itself must not put off the next one.
    Duration left(Instant now) {
      Duration passed = Duration.between(from, now);
      return passed.isNegative() || passed.compareTo(rest) >= 0
          ? Duration.ZERO
          : rest.minus(passed);
    }
  }

  public GroupWatch(Groups groups, EnrollmentGroups service, List<WatchedGroup> watched) {
    this.groups = groups;
    this.service = service;
    this.watched = List.copyOf(watched);
  }

  @Override
  public synchronized Duration untilDue(Instant now) {
    return watched.stream()
        .map(group -> left(group, now))
        .min(Duration::compareTo)
        .orElse(Duration.ofDays(1));
  }

  @Override
  public int operations() {
    // The dearest: a group with a key takes a second question.
    return watched.stream().anyMatch(group -> group.kind() == GroupKind.SYMMETRIC_KEY) ? 2 : 1;
  }

  @Override
  public Optional<NoAnswer> run(Instant now) {
    Optional<WatchedGroup> next = next(now);
    return next.isEmpty() ? Optional.empty() : verify(next.get(), now);
  }

  @Override
  public synchronized void again() {
    due.clear();
  }

  private synchronized Optional<WatchedGroup> next(Instant now) {
    return watched.stream().filter(group -> left(group, now).isZero()).findFirst();
  }

  private Duration left(WatchedGroup group, Instant now) {
    return Optional.ofNullable(due.get(group)).map(one -> one.left(now)).orElse(Duration.ZERO);
  }

  private synchronized void rest(WatchedGroup group, Instant now, Duration rest) {
    due.put(group, new Due(now, rest));
  }

  private Optional<NoAnswer> verify(WatchedGroup group, Instant now) {
    GroupAnswer answer;
    try {
      answer = service.find(group.wanted().get());
    } catch (ElementException e) {
      // Nothing is known against the group; what was known stands.
      LOG.warn("group {}: not compared: {}", group.name(), e.problem());
      rest(group, now, WHILE_IT_FAILS);
      return Optional.empty();
    }
    if (answer instanceof NoAnswer silence) {
      return Optional.of(silence);
    }
    Optional<Problem> problem = problem(group, answer);
    if (problem.isPresent()) {
      LOG.warn("{}", problem.get());
      groups.failed(group.name(), group.kind(), now, problem.get(), trusts(answer));
    } else {
      LOG.info("group {}: verified", group.name());
      groups.verified(group.name(), group.kind(), now, trusts(answer));
    }
    rest(group, now, problem.isPresent() ? WHILE_IT_FAILS : EVERY);
    return Optional.empty();
  }

  private static Anchors trusts(GroupAnswer answer) {
    if (answer instanceof GroupAnswer.Verified verified) {
      return anchors(verified.trust());
    }
    return answer instanceof GroupAnswer.Different different
        ? anchors(different.trust())
        : Anchors.UNKNOWN;
  }

  private static Anchors anchors(GroupAnswer.Trust trust) {
    return Anchors.of(trust.certificates(), trust.caReferences());
  }

  private static Optional<Problem> problem(WatchedGroup group, GroupAnswer answer) {
    if (answer instanceof GroupAnswer.Missing) {
      return Optional.of(missing(group));
    }
    if (answer instanceof GroupAnswer.Disabled) {
      return Optional.of(disabled(group.name()));
    }
    return answer instanceof GroupAnswer.Different different
        ? Optional.of(different(group.name(), different.differences()))
        : Optional.empty();
  }

  private static Problem missing(WatchedGroup group) {
    return Problem.ofStation(
        "group.missing",
        "The service has no enrollment group "
            + group.name()
            + ", so no device of it can register.",
        "Create it: birthmark dps group create "
            + group.name()
            + (group.kind() == GroupKind.X509 ? " --x509" : " --symmetric-key")
            + ". Its devices are queued until then.");
  }

  private static Problem disabled(String name) {
    return Problem.ofStation(
        "group.disabled",
        "Somebody disabled enrollment group "
            + name
            + " at the service, so no device of it can"
            + " register.",
        "Find out why before anything else: it is what one does about a stolen station. Then enable"
            + " it at the service; its devices are queued until then.");
  }

  static Problem different(String name, List<Difference> differences) {
    return Problem.ofStation(
        "group.different",
        "The service's enrollment group "
            + name
            + " does not let in what is made here: "
            + differences.stream().map(Difference::toString).collect(Collectors.joining("; "))
            + ".",
        "If the group is another line's, give this product another [product] group. If the station"
            + " has a new CA or key, add it to the group at the service. Its devices are queued until"
            + " then.");
  }
}
