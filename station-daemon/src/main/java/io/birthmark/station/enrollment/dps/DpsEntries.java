package io.birthmark.station.enrollment.dps;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.birthmark.station.enrollment.DeviceAttestation.SymmetricKeyAttestation;
import io.birthmark.station.enrollment.Enrollment;
import io.birthmark.station.enrollment.EnrollmentEntries;
import io.birthmark.station.enrollment.EntryPage;
import io.birthmark.station.enrollment.FindAnswer;
import io.birthmark.station.enrollment.GroupPage;
import io.birthmark.station.enrollment.Mended;
import io.birthmark.station.enrollment.NoAnswer;
import io.birthmark.station.enrollment.Version;
import java.util.Optional;
import java.util.function.BiFunction;

/** The individual enrollments of one DPS instance, listed, and mended under their ETags. */
final class DpsEntries implements EnrollmentEntries {
  private final DpsCalls calls;
  private final Answers answers;
  private final DpsProblems problems;
  private final BiFunction<Enrollment, HttpAnswer, FindAnswer> compare;

  /** What one way to mend does to an entry that is as it was found. */
  private interface Change {
    Mended carryOut(ObjectNode theirs, FindAnswer found, String etag);
  }

  DpsEntries(
      DpsCalls calls,
      Answers answers,
      DpsProblems problems,
      BiFunction<Enrollment, HttpAnswer, FindAnswer> compare) {
    this.calls = calls;
    this.answers = answers;
    this.problems = problems;
    this.compare = compare;
  }

  @Override
  public EntryPage page(Optional<String> bookmark, int atMost) {
    DpsCalls.Call call =
        calls.query(
            "/enrollments/query", "SELECT * FROM enrollments", bookmark, atMost, "list " + atMost);
    if (call instanceof DpsCalls.Silent silent) {
      return silent.asked();
    }
    return answers.toPage(((DpsCalls.Answered) call).answer());
  }

  @Override
  public GroupPage groups(Optional<String> bookmark, int atMost) {
    DpsCalls.Call call =
        calls.query(
            "/enrollmentGroups/query",
            "SELECT * FROM enrollmentGroups",
            bookmark,
            atMost,
            "list groups");
    if (call instanceof DpsCalls.Silent silent) {
      return silent.asked();
    }
    return answers.toGroupPage(((DpsCalls.Answered) call).answer());
  }

  @Override
  public Mended replace(Enrollment ours) {
    return mend(
        ours,
        (theirs, found, etag) ->
            isOurs(found) ? new Mended.AlreadySo() : put(theirs, ours, etag, "replace"));
  }

  @Override
  public Mended enable(Enrollment ours) {
    return mend(
        ours,
        (theirs, found, etag) -> {
          if (found instanceof FindAnswer.Same) {
            return new Mended.AlreadySo();
          }
          return isOurs(found)
              ? put(theirs.put(Differences.STATUS, DpsJson.ENABLED), ours, etag, "enable")
              : new Mended.NotOurs();
        });
  }

  @Override
  public Mended remove(Enrollment ours) {
    return mend(
        ours,
        (theirs, found, etag) ->
            isOurs(found)
                ? changed(
                    ours,
                    calls.delete(DpsService.path(ours), Optional.of(etag), what("remove", ours)))
                : new Mended.NotOurs());
  }

  @Override
  public int operationsToMend(Enrollment ours) {
    return ours.attestation() instanceof SymmetricKeyAttestation ? 3 : 2;
  }

  /** Looks, and changes what was looked at or nothing. */
  private Mended mend(Enrollment ours, Change change) {
    DpsCalls.Call call = calls.get(DpsService.path(ours), what("find", ours));
    if (call instanceof DpsCalls.Silent silent) {
      return silent.asked();
    }
    HttpAnswer answer = ((DpsCalls.Answered) call).answer();
    FindAnswer found = compare.apply(ours, answer);
    if (found instanceof NoAnswer silence) {
      return silence;
    }
    if (found instanceof FindAnswer.Refused refused) {
      return new Mended.Refused(refused.problem());
    }
    if (found instanceof FindAnswer.NotThere) {
      return new Mended.NotThere();
    }
    Optional<Version> version = found.version();
    return DpsJson.parse(answer.body()) instanceof ObjectNode theirs && version.isPresent()
        ? change.carryOut(theirs, found, version.get().name())
        : new NoAnswer.Unavailable(
            problems.unintelligible("its enrollment has no etag"), true, Optional.empty());
  }

  private Mended put(ObjectNode theirs, Enrollment ours, String etag, String what) {
    try (RequestBody body = DpsJson.changed(theirs, ours)) {
      return changed(ours, calls.put(DpsService.path(ours), body, etag, what(what, ours)));
    }
  }

  private Mended changed(Enrollment ours, DpsCalls.Call call) {
    if (call instanceof DpsCalls.Silent silent) {
      return silent.answer();
    }
    HttpAnswer answer = ((DpsCalls.Answered) call).answer();
    return switch (answer.status()) {
      case 200, 204 -> new Mended.Done();
      // 409 is two writers at the same moment, 412 one that was faster.
      case 409, 412 -> new Mended.ChangedMeanwhile();
      case 400, 413 -> new Mended.Refused(problems.refused(ours, error(answer)));
      default ->
          answers.isMissing(answer) ? new Mended.ChangedMeanwhile() : answers.noAnswer(answer);
    };
  }

  private static boolean isOurs(FindAnswer found) {
    return found instanceof FindAnswer.Same
        || (found instanceof FindAnswer.Different different && different.sameDevice());
  }

  private static String what(String verb, Enrollment ours) {
    return verb + " " + ours.registrationId();
  }

  private static ServiceError error(HttpAnswer answer) {
    return ServiceError.of(DpsJson.parse(answer.body()), answer.requestId());
  }
}
