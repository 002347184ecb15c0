package io.birthmark.station.enrollment.dps;

import com.fasterxml.jackson.databind.JsonNode;
import io.birthmark.hsm.Bytes;
import io.birthmark.station.enrollment.FindAnswer.Difference;
import io.birthmark.station.enrollment.GroupAdministration;
import io.birthmark.station.enrollment.GroupAnswer;
import io.birthmark.station.enrollment.GroupRequest;
import io.birthmark.station.enrollment.GroupWanted;
import io.birthmark.station.enrollment.NoAnswer;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** The enrollment groups of one DPS instance. */
final class DpsGroups implements GroupAdministration {
  private final DpsCalls calls;
  private final Answers answers;
  private final DpsProblems problems;

  DpsGroups(DpsCalls calls, Answers answers, DpsProblems problems) {
    this.calls = calls;
    this.answers = answers;
    this.problems = problems;
  }

  @Override
  public GroupAnswer find(GroupWanted wanted) {
    DpsCalls.Call call = calls.get(path(wanted.name()), "find group " + wanted.name());
    if (call instanceof DpsCalls.Silent silent) {
      return silent.asked();
    }
    HttpAnswer answer = ((DpsCalls.Answered) call).answer();
    if (answer.status() != 200) {
      return answers.isMissing(answer) ? new GroupAnswer.Missing() : answers.noAnswer(answer);
    }
    JsonNode theirs = DpsJson.parse(answer.body());
    if (!theirs.path("attestation").isObject()) {
      return unintelligible();
    }
    List<Difference> differences = Differences.of(wanted, theirs);
    boolean attestsAlike = differences.stream().allMatch(Differences::isOfStatus);
    if (!attestsAlike) {
      return new GroupAnswer.Different(differences, Differences.trust(theirs));
    }
    GroupAnswer found =
        differences.isEmpty()
            ? new GroupAnswer.Verified(Differences.trust(theirs))
            : new GroupAnswer.Disabled();
    return wanted instanceof GroupWanted.OfKey key ? compareKey(key, found) : found;
  }

  /** Either of a group's two keys lets devices in: the second is there to change keys in use. */
  private GroupAnswer compareKey(GroupWanted.OfKey wanted, GroupAnswer found) {
    DpsCalls.Secrets<Boolean> asked =
        calls.secrets(
            path(wanted.name()),
            "compare the key of group " + wanted.name(),
            json -> holds(wanted, json));
    if (asked instanceof DpsCalls.Secrets.Taken<Boolean> taken) {
      return taken.value()
          ? found
          : new GroupAnswer.Different(
              List.of(
                  new Difference(
                      "attestation.symmetricKey", "the key in the station's HSM", "another key")));
    }
    DpsCalls.Call call = ((DpsCalls.Secrets.Not<Boolean>) asked).call();
    if (call instanceof DpsCalls.Silent silent) {
      return silent.asked();
    }
    HttpAnswer answer = ((DpsCalls.Answered) call).answer();
    return answers.isMissing(answer) ? new GroupAnswer.Missing() : answers.noAnswer(answer);
  }

  private static boolean holds(GroupWanted.OfKey wanted, byte[] json) {
    Optional<ServiceKeys> read = ServiceKeys.read(json);
    if (read.isEmpty()) {
      return false;
    }
    try (ServiceKeys keys = read.get()) {
      return wanted.isOurs().test(keys.primary())
          || keys.secondary().filter(wanted.isOurs()).isPresent();
    }
  }

  @Override
  public Change create(String name, GroupRequest request) {
    DpsCalls.Call call =
        calls.put(path(name), DpsJson.group(name, request), "create group " + name);
    return call instanceof DpsCalls.Silent silent
        ? silent.answer()
        : changed(name, ((DpsCalls.Answered) call).answer());
  }

  @Override
  public Change delete(String name) {
    DpsCalls.Call call = calls.delete(path(name), Optional.empty(), "delete group " + name);
    return call instanceof DpsCalls.Silent silent
        ? silent.answer()
        : changed(name, ((DpsCalls.Answered) call).answer());
  }

  private Change changed(String name, HttpAnswer answer) {
    if (answer.status() == 200 || answer.status() == 204) {
      return new Done();
    }
    ServiceError error = error(answer);
    if (answer.status() == 409 && error.code().filter(Answers::isAlreadyThere).isPresent()) {
      return new Taken();
    }
    if (answers.isMissing(answer)) {
      return new NotThere();
    }
    return answer.status() == 400 || answer.status() == 409 || answer.status() == 412
        ? new Refused(problems.groupRefused(name, error))
        : answers.noAnswer(answer);
  }

  @Override
  public Look look(String name) {
    DpsCalls.Call call = calls.get(path(name), "show group " + name);
    if (call instanceof DpsCalls.Silent silent) {
      return silent.asked();
    }
    HttpAnswer answer = ((DpsCalls.Answered) call).answer();
    if (answer.status() != 200) {
      return answers.isMissing(answer) ? new NotThere() : answers.noAnswer(answer);
    }
    JsonNode group = DpsJson.parse(answer.body());
    return group.path("attestation").isObject() ? description(name, group) : unintelligible();
  }

  private static Description description(String name, JsonNode group) {
    JsonNode attestation = group.path("attestation");
    JsonNode x509 = attestation.path("x509");
    Stream<String> references =
        Stream.of("primary", "secondary")
            .map(place -> x509.path("caReferences").path(place).asText())
            .filter(text -> !text.isEmpty())
            .map(reference -> "CA " + reference);
    Stream<String> certificates =
        Stream.of("primary", "secondary")
            .flatMap(
                place ->
                    CertificateText.sha256(x509.path("signingCertificates").path(place)).stream())
            .map(Bytes::hex)
            .map(sha256 -> "certificate with SHA-256 " + sha256);
    return new Description(
        group.path("enrollmentGroupId").asText(name),
        group.path("provisioningStatus").asText(DpsJson.ENABLED),
        attestation.path("type").asText(),
        Stream.concat(references, certificates).toList(),
        time(group.path("createdDateTimeUtc")),
        time(group.path("lastUpdatedDateTimeUtc")));
  }

  private static Optional<Instant> time(JsonNode node) {
    try {
      return Optional.of(Instant.parse(node.asText()));
    } catch (DateTimeParseException e) {
      return Optional.empty();
    }
  }

  @Override
  public Key key(String name) {
    DpsCalls.Secrets<Key> asked =
        calls.secrets(path(name), "fetch the key of group " + name, DpsGroups::first);
    if (asked instanceof DpsCalls.Secrets.Taken<Key> taken) {
      return taken.value();
    }
    DpsCalls.Call call = ((DpsCalls.Secrets.Not<Key>) asked).call();
    if (call instanceof DpsCalls.Silent silent) {
      return silent.asked();
    }
    HttpAnswer answer = ((DpsCalls.Answered) call).answer();
    return answers.isMissing(answer) ? new NotThere() : answers.noAnswer(answer);
  }

  private static Key first(byte[] json) {
    Optional<ServiceKeys> keys = ServiceKeys.read(json);
    if (keys.isEmpty()) {
      return new Keyless();
    }
    keys.get().secondary().ifPresent(io.birthmark.hsm.SecretBytes::close);
    return new Fetched(keys.get().primary());
  }

  private NoAnswer unintelligible() {
    return new NoAnswer.Unavailable(
        problems.unintelligible("it is not an enrollment group"), true, Optional.empty());
  }

  private static ServiceError error(HttpAnswer answer) {
    return ServiceError.of(DpsJson.parse(answer.body()), answer.requestId());
  }

  private static String path(String name) {
    return "/enrollmentGroups/" + DpsCalls.encode(name);
  }
}
