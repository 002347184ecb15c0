package io.birthmark.station.reconcile;

import io.birthmark.hsm.ElementException;
import io.birthmark.station.enrollment.Enrollment;
import io.birthmark.station.enrollment.EnrollmentService;
import io.birthmark.station.enrollment.FindAnswer;
import io.birthmark.station.enrollment.NoAnswer;
import io.birthmark.station.enrollment.Telling;
import io.birthmark.station.journal.DeviceRow;
import io.birthmark.station.journal.Devices;
import io.birthmark.station.reconcile.Judgement.Expected;
import java.util.Optional;

/**
 * Looks again at what seems wrong: the list may be older than the journal, and a list has no keys
 * in it.
 */
final class SecondLook {
  // Where everything is wrong, it is not worth a question each: the report says what it rests on.
  private static final int MOST_QUESTIONS = 1000;

  private final EnrollmentService service;
  private final Telling telling;
  private final Devices devices;
  private final Questions questions;
  private int asked;

  SecondLook(EnrollmentService service, Telling telling, Devices devices, Questions questions) {
    this.service = service;
    this.telling = telling;
    this.devices = devices;
    this.questions = questions;
  }

  /** What is left of a first impression; empty when it was wrong, or is so no longer. */
  Optional<Finding> at(Finding first) throws InterruptedException {
    if (!first.kind().mendable()) {
      return Optional.of(first);
    }
    DeviceRow before = devices.byId(first.device().orElseThrow().id());
    Expected expected = Expected.of(before);
    if (expected != (first.kind() == Kind.VOIDED ? Expected.GONE : Expected.ENTRY)) {
      return Optional.empty();
    }
    if (asked == MOST_QUESTIONS) {
      return Optional.of(first.unconfirmed());
    }
    asked++;
    FindAnswer found;
    try {
      found = questions.ask(Told.operations(before, service::operationsToFind), () -> find(before));
    } catch (ElementException e) {
      // Its key cannot be compared without the HSM; the list has the rest.
      return Optional.of(first.unconfirmed());
    }
    DeviceRow now = devices.byId(before.id());
    if (Expected.of(now) != expected || found instanceof NoAnswer) {
      return Optional.empty();
    }
    return expected == Expected.GONE
        ? Judgement.leftOver(now, found)
        : Judgement.difference(now, found);
  }

  private FindAnswer find(DeviceRow device) {
    try (Enrollment ours = Told.of(device, telling)) {
      return service.find(ours);
    }
  }
}
