package io.birthmark.station.verb;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.birthmark.hsm.Problem;
import io.birthmark.station.journal.EnrollmentId;
import io.birthmark.station.journal.EnrollmentQueue;
import io.birthmark.station.journal.EnrollmentRow;
import io.birthmark.station.journal.QuarantinedEnrollment;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** {@code quarantine list | retry ID | drop ID --reason R}: enrollments that wait for a person. */
final class QuarantineVerbs {
  private QuarantineVerbs() {}

  static Verb list(EnrollmentQueue queue) {
    return new SimpleVerb(
        "quarantine list",
        (arguments, caller) -> {
          List<QuarantinedEnrollment> waiting = queue.quarantined();
          ObjectNode document = Answer.object();
          ArrayNode list = document.putArray("quarantined");
          waiting.forEach(
              entry -> {
                ObjectNode json = DeviceJson.of(entry.enrollment());
                json.put("serial", entry.serial()).put("registrationId", entry.registrationId());
                list.add(json);
              });
          return Answer.done(
              document,
              waiting.isEmpty()
                  ? "nothing is quarantined"
                  : waiting.stream().map(QuarantineVerbs::text).collect(Collectors.joining("\n")));
        });
  }

  private static String text(QuarantinedEnrollment entry) {
    return "enrollment "
        + entry.enrollment().id().number()
        + " of "
        + entry.serial()
        + " = "
        + entry.registrationId()
        + traced(entry.enrollment())
        + entry.enrollment().problem().map(p -> "\n  " + Answer.shown(p)).orElse("");
  }

  /** What the service's own staff ask for. */
  static String traced(EnrollmentRow enrollment) {
    return enrollment.trace().code().map(c -> ", service code " + c).orElse("")
        + enrollment.trace().trackingId().map(t -> ", tracking id " + t).orElse("");
  }

  static Verb retry(EnrollmentQueue queue, Runnable wakeUploader) {
    return new SimpleVerb(
        "quarantine retry",
        (arguments, caller) -> {
          Optional<String> reason = arguments.text("reason");
          boolean all = arguments.flag("all");
          Optional<String> code = arguments.text("code");
          if (all || code.isPresent()) {
            if (arguments.text("id").isPresent()) {
              throw new WrongUse("name one entry, or say which ones: not both");
            }
            List<EnrollmentId> retried = queue.retryAll(code, reason, caller.who());
            wakeUploader.run();
            return retried(retried);
          }
          EnrollmentId id = id(arguments);
          if (!queue.retry(id, reason, caller.who())) {
            return Answer.noSuchThing(notQuarantined(id));
          }
          wakeUploader.run();
          return Answer.done(
              Answer.object().put("id", id.number()).put("state", "queued"),
              "enrollment " + id.number() + " is queued again");
        });
  }

  private static Answer retried(List<EnrollmentId> ids) {
    ObjectNode document = Answer.object();
    ArrayNode list = document.putArray("retried");
    ids.forEach(id -> list.add(id.number()));
    return Answer.done(document, ids.size() + " enrollments are queued again");
  }

  static Verb drop(EnrollmentQueue queue) {
    return new SimpleVerb(
        "quarantine drop",
        (arguments, caller) -> {
          EnrollmentId id = id(arguments);
          if (!queue.drop(id, arguments.required("reason"), caller.who())) {
            return Answer.noSuchThing(notQuarantined(id));
          }
          return Answer.done(
              Answer.object().put("id", id.number()).put("state", "dropped"),
              "enrollment " + id.number() + " is dropped; the service is not told");
        });
  }

  private static EnrollmentId id(Arguments arguments) throws WrongUse {
    return new EnrollmentId(
        arguments
            .number("id", 1, Long.MAX_VALUE)
            .orElseThrow(() -> new WrongUse("\"id\" is missing")));
  }

  private static Problem notQuarantined(EnrollmentId id) {
    return Problem.ofStation(
        "quarantine.not-there",
        "Enrollment " + id.number() + " is not in quarantine.",
        "`birthmark quarantine list` shows those that are, with their numbers.");
  }
}
