package io.birthmark.station.enrollment;

import io.birthmark.hsm.Bytes;
import io.birthmark.hsm.ElementException;
import io.birthmark.hsm.Problem;
import io.birthmark.station.enrollment.FindAnswer.Different;
import io.birthmark.station.journal.Operation;
import io.birthmark.station.journal.QueuedEnrollment;
import io.birthmark.station.journal.ServiceTrace;
import io.birthmark.station.journal.Settlement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One trip to the service: makes the calls for one batch and collects what each intent came to. It
 * writes nothing; the uploader puts the settlements on the disk in one transaction.
 */
final class Delivery {
  private static final Logger LOG = LoggerFactory.getLogger(Delivery.class);
  // So often is an intent tried whose service answers neither yes nor no, until a person looks.
  private static final int GIVE_UP_AFTER = 12;
  // Whoever put the station's HSM back is not kept waiting, and nobody is worn out by the asking.
  private static final Duration WITHOUT_HSM = Duration.ofMinutes(1);

  private final EnrollmentService service;
  private final Telling telling;
  private final Wire wire;
  private final Instant now;
  private final List<Settlement> settlements = new ArrayList<>();

  Delivery(EnrollmentService service, DerivedKeys keys, Wire wire, Instant now) {
    this.service = service;
    this.telling = new Telling(keys);
    this.wire = wire;
    this.now = now;
  }

  /** What a delivery tells its uploader while it is under way. */
  interface Wire {
    /** A call for so many enrollments is about to be made. */
    void calling(int enrollments);

    /** A question is about to be asked that takes so many operations. */
    void asking(int operations);

    /** The service answered. */
    void answered();

    /** It did not; the pause to keep before calling again. */
    Duration silent(NoAnswer answer);

    /** The pause for an intent that is not taken for the {@code attempts}th time. */
    Duration pause(int attempts);
  }

  List<Settlement> settlements() {
    return List.copyOf(settlements);
  }

  /** Sends a batch of one operation. */
  void send(List<QueuedEnrollment> batch) {
    List<QueuedEnrollment> known = batch.stream().filter(this::isKnownKind).toList();
    if (known.isEmpty()) {
      return;
    }
    if (known.get(0).operation() == Operation.DELETE) {
      deleteEach(known);
    } else {
      Optional<Silence> unused = create(known);
    }
  }

  /** Asks for an intent that was not sent, only to find out whether the service answers. */
  void knock(QueuedEnrollment intent) {
    DeviceAttestation noMatter = new DeviceAttestation.TpmAttestation(Bytes.EMPTY);
    try (Enrollment any = new Enrollment(intent.registrationId(), intent.serial(), noMatter)) {
      if (find(any) instanceof NoAnswer silence) {
        Duration unused = wire.silent(silence);
      }
    }
  }

  /** Asks for an intent whose outcome is unknown; false when the service does not answer. */
  boolean ask(QueuedEnrollment intent) {
    if (!isKnownKind(intent)) {
      return true;
    }
    FindAnswer found;
    try (Enrollment ours = telling.enrollment(intent)) {
      found = find(ours);
    } catch (ElementException e) {
      settlements.add(new Settlement.Unknown(intent.id(), now.plus(WITHOUT_HSM), e.problem()));
      return true;
    }
    if (found instanceof NoAnswer silence) {
      settlements.add(
          new Settlement.Unknown(intent.id(), now.plus(wire.silent(silence)), silence.problem()));
      return false;
    }
    if (found instanceof FindAnswer.Refused refused) {
      settlements.add(new Settlement.Quarantine(intent.id(), refused.problem(), refused.trace()));
    } else if (intent.operation() == Operation.CREATE) {
      settleCreate(intent, found);
    } else if (isOurs(found)) {
      settlements.add(again(intent, notDeleted(intent), ServiceTrace.NONE));
    } else {
      settlements.add(new Settlement.Done(intent.id()));
    }
    return true;
  }

  private void settleCreate(QueuedEnrollment intent, FindAnswer found) {
    if (found instanceof FindAnswer.Same) {
      settlements.add(new Settlement.Done(intent.id()));
    } else if (found instanceof Different different) {
      settlements.add(
          new Settlement.Quarantine(intent.id(), taken(intent, different), ServiceTrace.NONE));
    } else {
      settlements.add(again(intent, notThere(intent), ServiceTrace.NONE));
    }
  }

  private boolean isKnownKind(QueuedEnrollment intent) {
    boolean known = Telling.canTell(intent);
    if (!known) {
      settlements.add(
          new Settlement.Quarantine(intent.id(), unknownKind(intent), ServiceTrace.NONE));
    }
    return known;
  }

  private FindAnswer find(Enrollment ours) {
    wire.asking(service.operationsToFind(ours));
    FindAnswer found;
    try {
      found = service.find(ours);
    } catch (RuntimeException e) {
      found = fault(e);
    }
    if (!(found instanceof NoAnswer)) {
      wire.answered();
    }
    return found;
  }

  private void deleteEach(List<QueuedEnrollment> batch) {
    Optional<Silence> silence = Optional.empty();
    for (QueuedEnrollment intent : batch) {
      if (silence.isPresent()) {
        unsent(intent, silence.get());
      } else {
        silence = delete(intent);
      }
    }
  }

  /** Deletes only what it has looked at: the registration ID may be another device's by now. */
  private Optional<Silence> delete(QueuedEnrollment intent) {
    try (Enrollment ours = telling.enrollment(intent)) {
      FindAnswer found = find(ours);
      if (found instanceof NoAnswer silence) {
        return settle(List.of(intent), silence);
      }
      if (found instanceof FindAnswer.Refused refused) {
        settlements.add(new Settlement.Quarantine(intent.id(), refused.problem(), refused.trace()));
      } else if (isOurs(found)) {
        wire.calling(1);
        return settle(List.of(intent), delete(ours, found));
      } else {
        settlements.add(new Settlement.Done(intent.id()));
      }
    } catch (ElementException e) {
      unsent(intent, new Silence(WITHOUT_HSM, e.problem()));
    }
    return Optional.empty();
  }

  private BatchAnswer delete(Enrollment ours, FindAnswer found) {
    try {
      return service.delete(ours, found.version());
    } catch (RuntimeException e) {
      return fault(e);
    }
  }

  private Optional<Silence> create(List<QueuedEnrollment> whole) {
    List<QueuedEnrollment> batch = new ArrayList<>();
    List<Enrollment> enrollments = new ArrayList<>();
    BatchAnswer answer;
    try {
      for (QueuedEnrollment intent : whole) {
        try {
          enrollments.add(telling.enrollment(intent));
          batch.add(intent);
        } catch (ElementException e) {
          // The HSM is gone, and with it this one's key; the others need none.
          unsent(intent, new Silence(WITHOUT_HSM, e.problem()));
        }
      }
      if (batch.isEmpty()) {
        return Optional.empty();
      }
      wire.calling(batch.size());
      answer = service.create(enrollments);
    } catch (RuntimeException e) {
      answer = fault(e);
    } finally {
      enrollments.forEach(Enrollment::close);
    }
    if (answer instanceof BatchAnswer.RequestRefused && batch.size() > 1) {
      wire.answered();
      return createHalves(batch);
    }
    return settle(batch, answer);
  }

  private Optional<Silence> createHalves(List<QueuedEnrollment> batch) {
    int half = batch.size() / 2;
    Optional<Silence> silence = create(batch.subList(0, half));
    if (silence.isEmpty()) {
      return create(batch.subList(half, batch.size()));
    }
    batch.subList(half, batch.size()).forEach(intent -> unsent(intent, silence.get()));
    return silence;
  }

  /** There was no answer; what has not been sent yet is not sent now. */
  private record Silence(Duration pause, Problem problem) {}

  private Optional<Silence> settle(List<QueuedEnrollment> batch, BatchAnswer answer) {
    if (answer instanceof NoAnswer none) {
      Silence silence = new Silence(wire.silent(none), none.problem());
      batch.forEach(
          intent -> {
            if (none instanceof NoAnswer.OutcomeUnknown) {
              settlements.add(
                  new Settlement.Unknown(intent.id(), now.plus(silence.pause()), none.problem()));
            } else {
              unsent(intent, silence);
            }
          });
      return Optional.of(silence);
    }
    wire.answered();
    if (answer instanceof BatchAnswer.RequestRefused refused) {
      batch.forEach(
          intent ->
              settlements.add(
                  new Settlement.Quarantine(intent.id(), refused.problem(), refused.trace())));
    } else if (answer instanceof BatchAnswer.Answered answered) {
      for (int i = 0; i < batch.size(); i++) {
        settlements.add(settlement(batch.get(i), answered.items().get(i)));
      }
    }
    return Optional.empty();
  }

  private Settlement settlement(QueuedEnrollment intent, ItemAnswer answer) {
    if (answer instanceof ItemAnswer.Refused refused) {
      return new Settlement.Quarantine(intent.id(), refused.problem(), refused.trace());
    }
    if (answer instanceof ItemAnswer.TryLater later) {
      return again(intent, later.problem(), later.trace());
    }
    if (answer instanceof ItemAnswer.Unclear unclear) {
      return new Settlement.Unknown(
          intent.id(), now.plus(wire.pause(intent.attempts())), unclear.problem());
    }
    if (answer instanceof ItemAnswer.AlreadyThere) {
      return new Settlement.Unknown(intent.id(), now, alreadyThere(intent));
    }
    if (intent.operation() == Operation.CREATE && answer instanceof ItemAnswer.NotThere) {
      return again(intent, notThere(intent), ServiceTrace.NONE);
    }
    return new Settlement.Done(intent.id());
  }

  private Settlement again(QueuedEnrollment intent, Problem problem, ServiceTrace trace) {
    return intent.attempts() >= GIVE_UP_AFTER
        ? new Settlement.Quarantine(intent.id(), keepsFailing(intent, problem), trace)
        : new Settlement.Later(intent.id(), now.plus(wire.pause(intent.attempts())), problem);
  }

  private void unsent(QueuedEnrollment intent, Silence silence) {
    settlements.add(
        new Settlement.Unsent(intent.id(), now.plus(silence.pause()), silence.problem()));
  }

  private static boolean isOurs(FindAnswer found) {
    return found instanceof FindAnswer.Same
        || (found instanceof Different different && different.sameDevice());
  }

  // Promise 6: a fault in a client is one more way to get no answer, not the end of the queue.
  private static NoAnswer.OutcomeUnknown fault(RuntimeException e) {
    LOG.error("upload: a fault in the station's software", e);
    return new NoAnswer.OutcomeUnknown(Uploader.fault(e), Optional.empty());
  }

  private static Problem unknownKind(QueuedEnrollment intent) {
    return Problem.ofStation(
        "enrollment.unknown-kind",
        "This version cannot enrol serial "
            + intent.serial()
            + " with attestation "
            + intent.proof().attestation().word()
            + ".",
        "Install the version that provisioned it, then run: birthmark quarantine retry "
            + intent.id()
            + ".");
  }

  private static Problem keepsFailing(QueuedEnrollment intent, Problem last) {
    return Problem.ofStation(
        "enrollment.keeps-failing",
        "The service was told of serial "
            + intent.serial()
            + " "
            + intent.attempts()
            + " times and did neither take nor refuse it. The last time: "
            + last.sentence(),
        "Ask the service's support, naming "
            + intent.registrationId()
            + "; then run: birthmark quarantine retry "
            + intent.id()
            + ".");
  }

  private static Problem alreadyThere(QueuedEnrollment intent) {
    return Problem.ofStation(
        "enrollment.already-there",
        "The service has an enrollment " + intent.registrationId() + " already.",
        "Nothing to do: the station asks whether it is this device's.");
  }

  private static Problem notThere(QueuedEnrollment intent) {
    return Problem.ofStation(
        "enrollment.not-there",
        "The service does not have the enrollment " + intent.registrationId() + " yet.",
        "Nothing to do: the station sends it again.");
  }

  private static Problem notDeleted(QueuedEnrollment intent) {
    return Problem.ofStation(
        "enrollment.not-deleted",
        "The service still has the enrollment " + intent.registrationId() + ".",
        "Nothing to do: the station deletes it again.");
  }

  private static Problem taken(QueuedEnrollment intent, Different different) {
    String what =
        different.differences().stream()
            .map(FindAnswer.Difference::toString)
            .collect(Collectors.joining("; "));
    return Problem.ofDevice(
        different.sameDevice() ? "enrollment.changed" : "enrollment.taken",
        "The service has another enrollment "
            + intent.registrationId()
            + " than serial "
            + intent.serial()
            + " needs: "
            + what
            + ".",
        different.sameDevice()
            ? "If someone changed it on purpose, drop this entry: birthmark quarantine drop "
                + intent.id()
                + " --reason REASON. Otherwise undo the change at the service and retry it."
            : "Find out whose it is. If it is left over from another line, delete it at the service"
                + " and run: birthmark quarantine retry "
                + intent.id()
                + ". Otherwise void this device and give it another registration ID.");
  }
}
