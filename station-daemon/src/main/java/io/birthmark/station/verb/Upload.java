package io.birthmark.station.verb;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.birthmark.hsm.Bytes;
import io.birthmark.hsm.Problem;
import io.birthmark.station.enrollment.DeviceAttestation;
import io.birthmark.station.enrollment.Enrollment;
import io.birthmark.station.enrollment.UploadState;
import io.birthmark.station.journal.Backlog;
import io.birthmark.station.journal.EnrollmentQueue;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;

/** {@code upload}: empties the queue now, and says what is left. */
final class Upload implements Verb {
  private static final long USUAL_SECONDS = 600;
  private static final long MOST_SECONDS = 24 * 3600;

  private final StationParts.Uploading uploading;
  private final EnrollmentQueue queue;
  private final Clock clock;

  Upload(StationParts.Uploading uploading, EnrollmentQueue queue, Clock clock) {
    this.uploading = uploading;
    this.queue = queue;
    this.clock = clock;
  }

  /** An enrollment that no device has: base32 has no digit 0, so no EK gives this ID. */
  static Enrollment probe() {
    return new Enrollment(
        "birthmark-doctor-0", "doctor", new DeviceAttestation.TpmAttestation(Bytes.EMPTY));
  }

  @Override
  public String name() {
    return "upload";
  }

  @Override
  public Answer carryOut(Arguments arguments, Caller caller) throws WrongUse {
    Duration limit =
        Duration.ofSeconds(arguments.number("seconds", 1, MOST_SECONDS).orElse(USUAL_SECONDS));
    if (uploading instanceof StationParts.Uploading.Impossible impossible) {
      return Answer.problem(impossible.problem());
    }
    StationParts.Uploading.Possible possible = (StationParts.Uploading.Possible) uploading;
    Backlog before = queue.backlog();
    Backlog left;
    try {
      left =
          possible
              .uploader()
              .drain(state -> caller.progress(progress(state)), clock.instant().plus(limit));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      left = queue.backlog();
    }
    Optional<Problem> problem = possible.uploader().state().problem();
    ObjectNode document = Answer.object();
    document.put("sent", before.waiting() - left.waiting());
    document.put("waiting", left.waiting());
    document.put("quarantined", left.quarantined());
    problem.ifPresent(p -> document.set("problem", Answer.json(p)));
    String text =
        (before.waiting() - left.waiting())
            + " sent, "
            + left.waiting()
            + " waiting, "
            + left.quarantined()
            + " quarantined"
            + problem.map(p -> "\n" + Answer.shown(p)).orElse("");
    return new Answer(left.isEmpty() ? ExitCode.DONE : ExitCode.ERROR, document, text);
  }

  private static String progress(UploadState state) {
    return state.backlog().waiting()
        + " waiting"
        + state.problem().map(problem -> " (" + problem.code() + ")").orElse("");
  }
}
