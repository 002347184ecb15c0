package io.birthmark.station.enrollment.dps;

import com.fasterxml.jackson.databind.JsonNode;
import io.birthmark.hsm.Problem;
import io.birthmark.station.enrollment.BatchAnswer;
import io.birthmark.station.enrollment.Enrollment;
import io.birthmark.station.enrollment.EntryPage;
import io.birthmark.station.enrollment.FindAnswer;
import io.birthmark.station.enrollment.GroupPage;
import io.birthmark.station.enrollment.ItemAnswer;
import io.birthmark.station.enrollment.NoAnswer;
import io.birthmark.station.enrollment.Version;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Reads what came back, believing nothing: it may be a proxy's page, cut, huge or nonsense. What
 * cannot be read is "unknown", which costs a question and loses nothing.
 */
final class Answers {
  private static final Duration CLOCKS_MAY_DIFFER = Duration.ofMinutes(5);
  private static final int ALREADY_THERE = 409201;

  private final DpsProblems problems;
  private final Clock clock;

  Answers(DpsProblems problems, Clock clock) {
    this.problems = problems;
    this.clock = clock;
  }

  BatchAnswer toBatch(List<Enrollment> batch, HttpAnswer answer) {
    JsonNode body = DpsJson.parse(answer.body());
    if (answer.status() == 200) {
      return items(batch, body, answer.requestId());
    }
    ServiceError error = ServiceError.of(body, answer.requestId());
    if (answer.status() == 400 || answer.status() == 413) {
      String who =
          batch.size() == 1
              ? "enrollment "
                  + batch.get(0).registrationId()
                  + " of serial "
                  + batch.get(0).serial()
              : batch.size() + " enrollments at once";
      return new BatchAnswer.RequestRefused(
          problems.requestRefused(answer.status(), error, who), error.trace());
    }
    return refusal(answer, error)
        .orElseGet(
            () ->
                new NoAnswer.OutcomeUnknown(
                    problems.serverError(answer.status(), error), retryAfter(answer)));
  }

  FindAnswer toFind(Enrollment ours, HttpAnswer answer) {
    if (answer.status() == 200) {
      JsonNode body = DpsJson.parse(answer.body());
      if (!body.path("attestation").isObject() || !body.path("registrationId").isTextual()) {
        return unreadable("it is not an enrollment");
      }
      return compare(ours, body);
    }
    return withoutEnrollment(ours, answer);
  }

  EntryPage toPage(HttpAnswer answer) {
    if (answer.status() == 400) {
      return new EntryPage.Refused(problems.listRefused(error(answer)));
    }
    if (answer.status() != 200) {
      return noAnswer(answer);
    }
    JsonNode body = DpsJson.parse(answer.body());
    if (!body.isArray()) {
      return unreadable("it is not a list of enrollments");
    }
    List<EntryPage.Entry> entries = new ArrayList<>();
    for (JsonNode one : body) {
      if (!one.path("registrationId").isTextual() || !one.path("attestation").isObject()) {
        return unreadable("there is something in its list that is not an enrollment");
      }
      entries.add(new Listed(one));
    }
    return new EntryPage.Page(entries, answer.continuation());
  }

  GroupPage toGroupPage(HttpAnswer answer) {
    if (answer.status() == 400) {
      return new GroupPage.Refused(problems.listRefused(error(answer)));
    }
    if (answer.status() != 200) {
      return noAnswer(answer);
    }
    JsonNode body = DpsJson.parse(answer.body());
    if (!body.isArray()) {
      return unreadable("it is not a list of enrollment groups");
    }
    List<String> names = new ArrayList<>();
    for (JsonNode one : body) {
      if (!one.path("enrollmentGroupId").isTextual()) {
        return unreadable("there is something in its list that is not an enrollment group");
      }
      names.add(one.path("enrollmentGroupId").asText());
    }
    return new GroupPage.Page(names, answer.continuation());
  }

  private NoAnswer.Unavailable unreadable(String what) {
    return new NoAnswer.Unavailable(problems.unintelligible(what), true, Optional.empty());
  }

  private record Listed(JsonNode json) implements EntryPage.Entry {
    @Override
    public String registrationId() {
      return json.path("registrationId").asText();
    }

    @Override
    public boolean enabled() {
      return Differences.isEnabled(json);
    }

    @Override
    public FindAnswer compare(Enrollment ours) {
      return Answers.compare(ours, json);
    }
  }

  /** Of an enrollment as the service has it. */
  static FindAnswer compare(Enrollment ours, JsonNode theirs) {
    List<FindAnswer.Difference> differences = Differences.of(ours, theirs);
    Optional<Version> version = version(theirs);
    return differences.isEmpty()
        ? new FindAnswer.Same(version)
        : new FindAnswer.Different(Differences.sameDevice(differences), differences, version);
  }

  /** Of a delete of one. */
  BatchAnswer toDelete(Enrollment ours, HttpAnswer answer) {
    if (answer.status() == 200 || answer.status() == 204) {
      return one(ItemAnswer.ACCEPTED);
    }
    if (isMissing(answer)) {
      return one(ItemAnswer.NOT_THERE);
    }
    ServiceError error = error(answer);
    if (answer.status() == 409 || answer.status() == 412) {
      // Somebody changed it after it was looked at, so it has to be looked at again.
      return one(new ItemAnswer.TryLater(problems.itemFailed(ours, error), error.trace()));
    }
    return toBatch(List.of(ours), answer);
  }

  private static BatchAnswer one(ItemAnswer item) {
    return new BatchAnswer.Answered(List.of(item));
  }

  // An ETag goes into a header, so what could not stand there is none.
  private static Optional<Version> version(JsonNode body) {
    String etag = body.path("etag").asText("");
    return etag.matches("[\\x21-\\x7e]{1,200}") ? Optional.of(new Version(etag)) : Optional.empty();
  }

  /** Of a question that was not answered with what it asked for. */
  FindAnswer withoutEnrollment(Enrollment ours, HttpAnswer answer) {
    if (isMissing(answer)) {
      return new FindAnswer.NotThere();
    }
    if (answer.status() == 400) {
      ServiceError error = error(answer);
      return new FindAnswer.Refused(problems.refused(ours, error), error.trace());
    }
    return noAnswer(answer);
  }

  /** A proxy's 404 knows no error codes; to believe it would forget an enrollment. */
  boolean isMissing(HttpAnswer answer) {
    return answer.status() == 404 && error(answer).family() == 404;
  }

  static boolean isAlreadyThere(int code) {
    return code == ALREADY_THERE;
  }

  /** Of a question that came to nothing. */
  NoAnswer noAnswer(HttpAnswer answer) {
    ServiceError error = error(answer);
    return refusal(answer, error)
        .orElseGet(
            () ->
                new NoAnswer.Unavailable(
                    problems.serverError(answer.status(), error), true, retryAfter(answer)));
  }

  private static ServiceError error(HttpAnswer answer) {
    return ServiceError.of(DpsJson.parse(answer.body()), answer.requestId());
  }

  private BatchAnswer items(List<Enrollment> batch, JsonNode body, Optional<String> requestId) {
    JsonNode successful = body.path("isSuccessful");
    JsonNode errors = body.path("errors");
    if (!successful.isBoolean()
        || !(errors.isArray() || errors.isMissingNode() || errors.isNull())) {
      return unintelligible("it is not the answer to a bulk call");
    }
    Map<String, JsonNode> byId = new HashMap<>();
    errors.forEach(error -> byId.put(key(error.path("registrationId").asText()), error));
    List<ItemAnswer> items =
        batch.stream()
            .map(
                enrollment ->
                    Optional.ofNullable(byId.remove(key(enrollment.registrationId())))
                        .map(error -> item(enrollment, ServiceError.ofItem(error, requestId)))
                        .orElse(ItemAnswer.ACCEPTED))
            .toList();
    if (!byId.isEmpty()) {
      return unintelligible("it names enrollments that were not sent");
    }
    boolean allAccepted = items.stream().allMatch(ItemAnswer.ACCEPTED::equals);
    if (allAccepted != successful.booleanValue()) {
      return unintelligible("it contradicts itself on whether all went well");
    }
    return new BatchAnswer.Answered(items);
  }

  private ItemAnswer item(Enrollment enrollment, ServiceError error) {
    if (error.code().filter(Answers::isAlreadyThere).isPresent()) {
      return ItemAnswer.ALREADY_THERE;
    }
    return switch (error.family()) {
      case 404 -> ItemAnswer.NOT_THERE;
      case 400, 403, 405, 411, 412, 413, 415 ->
          new ItemAnswer.Refused(problems.refused(enrollment, error), error.trace());
      // 409 but not "already exists": two writers at once.
      case 401, 409, 429 ->
          new ItemAnswer.TryLater(problems.itemFailed(enrollment, error), error.trace());
      default -> new ItemAnswer.Unclear(problems.itemFailed(enrollment, error), error.trace());
    };
  }

  /** Answers by which the service, or something before it, says that it did nothing. */
  private Optional<NoAnswer> refusal(HttpAnswer answer, ServiceError error) {
    int status = answer.status();
    if (status == 429) {
      return Optional.of(new NoAnswer.Throttled(problems.throttled(), retryAfter(answer)));
    }
    if (status == 401) {
      return Optional.of(
          new NoAnswer.Unavailable(
              clockProblem(answer, error).orElseGet(problems::unauthorized),
              false,
              Optional.empty()));
    }
    if (status == 403) {
      return Optional.of(
          new NoAnswer.Unavailable(problems.forbidden(error), false, Optional.empty()));
    }
    // 409 and 412 belong to items; for a whole call they tell nothing for certain.
    boolean clientError = status >= 300 && status < 500 && status != 408;
    return clientError && status != 409 && status != 412
        ? Optional.of(
            new NoAnswer.Unavailable(problems.notThatService(status), false, Optional.empty()))
        : Optional.empty();
  }

  // What stands between may have its own idea of the Date; the error's own time is the service's.
  private Optional<Problem> clockProblem(HttpAnswer answer, ServiceError error) {
    Instant ours = clock.instant();
    return error
        .at()
        .or(answer::date)
        .filter(theirs -> Duration.between(theirs, ours).abs().compareTo(CLOCKS_MAY_DIFFER) > 0)
        .map(theirs -> problems.clock(ours, theirs));
  }

  private Optional<Duration> retryAfter(HttpAnswer answer) {
    // A date is meant by the service's clock, which need not be the station's.
    Instant now = answer.date().orElseGet(clock::instant);
    return answer.retryAfter().flatMap(header -> RetryAfter.read(header, now));
  }

  private BatchAnswer unintelligible(String what) {
    return new NoAnswer.OutcomeUnknown(problems.unintelligible(what), Optional.empty());
  }

  // The service compares registration IDs without regard to case.
  private static String key(String registrationId) {
    return registrationId.toLowerCase(Locale.ROOT);
  }
}
