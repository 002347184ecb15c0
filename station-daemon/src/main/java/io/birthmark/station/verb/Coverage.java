package io.birthmark.station.verb;

import io.birthmark.hsm.Problem;
import io.birthmark.station.journal.Anchors;
import io.birthmark.station.journal.DeviceRow;
import io.birthmark.station.journal.DeviceState;
import io.birthmark.station.journal.EnrollmentRow;
import io.birthmark.station.journal.EnrollmentState;
import io.birthmark.station.journal.GroupRow;
import io.birthmark.station.journal.Groups;
import io.birthmark.station.journal.Membership;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Where devices stand at the service, their groups' verdicts taken into account. */
final class Coverage {
  private final Map<String, GroupRow> groups = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);

  private Coverage(List<GroupRow> rows) {
    rows.forEach(row -> groups.put(row.name(), row));
  }

  /** As it is now; a listing is made with one. */
  static Coverage now(Groups groups) {
    return new Coverage(groups.all());
  }

  /**
   * Where one device stands.
   *
   * @param word as documents have it
   * @param verifiedAt when the group that covers it was verified
   * @param problem why it is not enrolled, when something is wrong
   */
  record Standing(
      String word,
      Optional<String> group,
      Optional<Instant> verifiedAt,
      Optional<Problem> problem) {

    /** For people. */
    String text() {
      return group
          .map(
              name ->
                  verifiedAt
                      .map(at -> "covered by group " + name + " (verified at " + at + ")")
                      .orElse(word + ": group " + name + " is not verified"))
          .orElse(word);
    }
  }

  /**
   * An enrollment of its own decides before a group's, as at the service. One word: {@code none}
   * before the first pass; {@code covered} while the device's group is verified, else {@code
   * queued}; otherwise the state of its own enrollment.
   */
  Standing of(DeviceRow device) {
    Optional<EnrollmentRow> own = device.enrollment();
    boolean decides =
        own.map(EnrollmentRow::state)
            .filter(s -> s != EnrollmentState.DROPPED && s != EnrollmentState.DELETED)
            .isPresent();
    Optional<String> group = device.group().filter(Membership::covers).map(Membership::group);
    if (!decides && group.isPresent() && device.state() == DeviceState.PROVISIONED) {
      return covered(group.get(), device.issuer());
    }
    return new Standing(
        own.map(e -> e.state().name().toLowerCase(Locale.ROOT)).orElse("none"),
        Optional.empty(),
        Optional.empty(),
        own.flatMap(EnrollmentRow::problem));
  }

  private Standing covered(String name, Anchors issuer) {
    Optional<GroupRow> row = Optional.ofNullable(groups.get(name));
    Optional<Instant> verifiedAt = row.flatMap(group -> group.coversSince(issuer));
    return new Standing(
        verifiedAt.isPresent() ? "covered" : "queued",
        Optional.of(name),
        verifiedAt,
        row.flatMap(group -> group.problem(issuer)));
  }
}
