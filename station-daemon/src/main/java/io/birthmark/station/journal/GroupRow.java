package io.birthmark.station.journal;

import io.birthmark.hsm.Problem;
import io.birthmark.station.database.Row;
import java.time.Instant;
import java.util.Optional;

/**
 * An enrollment group as the service was last known to have it.
 *
 * @param verifiedAt when the service was last found to have it as it has to be
 * @param failedAt since when it is known to be missing, disabled or different; empty while it is
 *     verified
 * @param problem what is wrong with it; there if and only if {@code failedAt} is
 * @param trusts the CAs it was last found to trust, while it is switched on
 * @param trustsAt when that was found
 */
public record GroupRow(
    String name,
    GroupKind kind,
    Optional<Instant> verifiedAt,
    Optional<Instant> failedAt,
    Optional<Problem> problem,
    Anchors trusts,
    Optional<Instant> trustsAt) {

  /**
   * When its devices were last known to be let in; empty when that was never so, or is known to be
   * so no longer. While the service is away, what it said last stands.
   */
  public Optional<Instant> coversSince() {
    return failedAt.isPresent() ? Optional.empty() : verifiedAt;
  }

  /**
   * The same of the devices of one issuer, which need not be the one that the station issues with
   * now: the group may have dropped theirs, or have theirs only.
   */
  public Optional<Instant> coversSince(Anchors issuer) {
    if (!trusts.comparable(issuer)) {
      return coversSince();
    }
    return trusts.meets(issuer) ? trustsAt : Optional.empty();
  }

  /** What is wrong for the devices of one issuer. */
  public Optional<Problem> problem(Anchors issuer) {
    if (coversSince(issuer).isPresent()) {
      return Optional.empty();
    }
    return problem.or(() -> verifiedAt.map(at -> olderCa(issuer)));
  }

  private Problem olderCa(Anchors issuer) {
    return Problem.ofStation(
        "group.older-ca",
        "The service's enrollment group "
            + name
            + " no longer has the CA ("
            + issuer.nearest()
            + ") that some of its devices have their certificates from, so these cannot register.",
        "Put that CA's certificate into the group's secondary place at the service. Where it must not"
            + " come back, void these devices and put them in again: they get certificates of the"
            + " CA in force.");
  }

  static GroupRow of(Row row) {
    return new GroupRow(
        row.text("name"),
        GroupKind.of(row.text("kind")),
        row.maybeTime("verified_at"),
        row.maybeTime("failed_at"),
        EnrollmentRow.problem(row),
        Anchors.stored(row.maybeText("trusts")),
        row.maybeTime("trusts_at"));
  }
}
