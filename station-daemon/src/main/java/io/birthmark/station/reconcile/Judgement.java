package io.birthmark.station.reconcile;

import io.birthmark.station.enrollment.Enrollment;
import io.birthmark.station.enrollment.EntryPage.Entry;
import io.birthmark.station.enrollment.FindAnswer;
import io.birthmark.station.enrollment.FindAnswer.Different;
import io.birthmark.station.journal.Bearers;
import io.birthmark.station.journal.DeviceRow;
import io.birthmark.station.journal.DeviceState;
import io.birthmark.station.journal.EnrollmentRow;
import io.birthmark.station.journal.EnrollmentState;
import io.birthmark.station.journal.Membership;
import java.util.Optional;
import java.util.stream.Collectors;

/** What an entry at the service means beside what the journal has under its registration ID. */
final class Judgement {
  private Judgement() {}

  /** What the journal expects of the service for one device. */
  enum Expected {
    /** An enrollment of its own. */
    ENTRY,
    /** Something is on its way, or waits for a person in quarantine: both are shown elsewhere. */
    UNDER_WAY,
    /** Nothing: a group lets it in. */
    GROUP,
    /** Nothing any more. */
    GONE,
    /** Nothing yet, or a person gave its enrollment up. */
    NOTHING;

    static Expected of(DeviceRow device) {
      Optional<EnrollmentState> own = device.enrollment().map(EnrollmentRow::state);
      if (own.filter(Expected::isUnderWay).isPresent()) {
        return UNDER_WAY;
      }
      if (device.isEnrolled()) {
        return ENTRY;
      }
      if (device.state() == DeviceState.VOID) {
        return GONE;
      }
      return device.state() == DeviceState.PROVISIONED
              && device.group().filter(Membership::covers).isPresent()
          ? GROUP
          : NOTHING;
    }

    private static boolean isUnderWay(EnrollmentState state) {
      return switch (state) {
        case QUEUED, SENDING, QUARANTINED -> true;
        case ENROLLED, DELETED, DROPPED -> false;
      };
    }
  }

  /** Empty when they agree, or will by themselves. */
  static Optional<Finding> of(Entry entry, Bearers bearers) {
    Optional<Finding> gone =
        bearers.before().stream().flatMap(device -> stillThere(entry, device).stream()).findFirst();
    if (bearers.now().isEmpty()) {
      boolean underWay =
          bearers.before().stream().anyMatch(device -> Expected.of(device) == Expected.UNDER_WAY);
      return gone.or(() -> underWay ? Optional.empty() : Optional.of(stranger(entry, bearers)));
    }
    DeviceRow device = bearers.now().get();
    return switch (Expected.of(device)) {
      case ENTRY -> difference(device, compare(entry, device));
      case UNDER_WAY -> Optional.empty();
      case GROUP -> Optional.of(besideGroup(entry, device));
      case GONE, NOTHING -> gone.or(() -> Optional.of(early(entry, device)));
    };
  }

  /** Of a device that has to have an entry of its own. */
  static Optional<Finding> difference(DeviceRow device, FindAnswer found) {
    if (found instanceof FindAnswer.NotThere) {
      return Optional.of(missing(device));
    }
    return found instanceof Different different
        ? Optional.of(
            finding(
                different.sameDevice() ? Kind.DISABLED : Kind.DIFFERENT,
                device,
                different.differences().stream()
                    .map(FindAnswer.Difference::toString)
                    .collect(Collectors.joining("; "))))
        : Optional.empty();
  }

  /** Of one whose entry the list did not show. */
  static Finding missing(DeviceRow device) {
    return finding(Kind.MISSING, device, "the journal says enrolled, the service has no entry");
  }

  /** Of a device that must not have one any more. */
  static Optional<Finding> leftOver(DeviceRow device, FindAnswer found) {
    boolean its =
        found instanceof FindAnswer.Same
            || (found instanceof Different different && different.sameDevice());
    return its
        ? Optional.of(
            finding(
                Kind.VOIDED,
                device,
                "the identity was voided here, and its entry is still at the service"))
        : Optional.empty();
  }

  private static Optional<Finding> stillThere(Entry entry, DeviceRow device) {
    return Expected.of(device) == Expected.GONE && device.proof().isPresent()
        ? leftOver(device, compare(entry, device))
        : Optional.empty();
  }

  private static FindAnswer compare(Entry entry, DeviceRow device) {
    try (Enrollment ours = Told.listed(device)) {
      return entry.compare(ours);
    }
  }

  private static Finding besideGroup(Entry entry, DeviceRow device) {
    return finding(
        Kind.BESIDE_GROUP,
        device,
        "group "
            + device.group().map(Membership::group).orElse("")
            + " covers it, but an "
            + (entry.enabled() ? "enabled" : "disabled")
            + " entry of its own decides first");
  }

  private static Finding early(Entry entry, DeviceRow device) {
    return new Finding(
        Kind.UNKNOWN_HERE,
        entry.registrationId(),
        Optional.of(device),
        device.state() == DeviceState.BEGUN
            ? "reserved here for a device that has not passed yet"
            : "the device's enrollment was given up here",
        true);
  }

  private static Finding stranger(Entry entry, Bearers bearers) {
    Optional<DeviceRow> before = bearers.before().stream().findFirst();
    return new Finding(
        Kind.UNKNOWN_HERE,
        entry.registrationId(),
        before,
        before
            .map(device -> "an identity voided here bore it; the entry is another device's")
            .orElse("never given here: another station's, or made by hand"),
        true);
  }

  private static Finding finding(Kind kind, DeviceRow device, String detail) {
    return new Finding(kind, device.registrationId(), Optional.of(device), detail, true);
  }
}
