package io.birthmark.station.enrollment.dps;

import io.birthmark.hsm.SecretBytes;
import io.birthmark.station.enrollment.BatchAnswer;
import io.birthmark.station.enrollment.DeviceAttestation.SymmetricKeyAttestation;
import io.birthmark.station.enrollment.Enrollment;
import io.birthmark.station.enrollment.EnrollmentEntries;
import io.birthmark.station.enrollment.EnrollmentGroups;
import io.birthmark.station.enrollment.EnrollmentService;
import io.birthmark.station.enrollment.FindAnswer;
import io.birthmark.station.enrollment.FindAnswer.Difference;
import io.birthmark.station.enrollment.GroupAdministration;
import io.birthmark.station.enrollment.GroupAnswer;
import io.birthmark.station.enrollment.GroupWanted;
import io.birthmark.station.enrollment.RightsAnswer;
import io.birthmark.station.enrollment.Version;
import java.security.MessageDigest;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;

/** The service API of one DPS instance, with a shared access policy. */
public final class DpsService implements EnrollmentService, EnrollmentGroups {
  private final DpsCalls calls;
  private final Answers answers;
  private final DpsGroups groups;
  private final DpsEntries entries;
  private final DpsRights rights;

  /**
   * @param requestIds names each request in our log and the service's
   * @throws IllegalArgumentException when the settings' CA file cannot be read
   */
  public DpsService(DpsSettings settings, SasKey key, Clock clock, Supplier<UUID> requestIds) {
    this(settings, key, clock, requestIds, DpsProblems.Whose.STATION);
  }

  /** The same with an operator's policy, so that problems tell the operator what to do. */
  static DpsService ofOperator(
      DpsSettings settings, SasKey key, Clock clock, Supplier<UUID> requestIds) {
    return new DpsService(settings, key, clock, requestIds, DpsProblems.Whose.OPERATOR);
  }

  private DpsService(
      DpsSettings settings,
      SasKey key,
      Clock clock,
      Supplier<UUID> requestIds,
      DpsProblems.Whose whose) {
    DpsProblems problems = new DpsProblems(settings.service(), settings.policy(), whose);
    this.calls = new DpsCalls(settings, key, problems, clock, requestIds);
    this.answers = new Answers(problems, clock);
    this.groups = new DpsGroups(calls, answers, problems);
    this.entries = new DpsEntries(calls, answers, problems, this::compare);
    this.rights = new DpsRights(settings.policy(), calls, answers, problems);
  }

  /** The same instance's groups, for whoever may change them with this policy. */
  GroupAdministration administration() {
    return groups;
  }

  /** The same instance's enrollments one by one. */
  public EnrollmentEntries entries() {
    return entries;
  }

  @Override
  public BatchAnswer create(List<Enrollment> batch) {
    DpsCalls.Call call;
    try (RequestBody body = DpsJson.bulk("create", batch)) {
      call = calls.post("/enrollments", body, "create " + batch.size());
    }
    return call instanceof DpsCalls.Silent silent
        ? silent.answer()
        : answers.toBatch(batch, ((DpsCalls.Answered) call).answer());
  }

  // A bulk call deletes by registration ID alone; only this one looks at the ETag.
  @Override
  public BatchAnswer delete(Enrollment ours, Optional<Version> seen) {
    DpsCalls.Call call =
        calls.delete(path(ours), seen.map(Version::name), "delete " + ours.registrationId());
    return call instanceof DpsCalls.Silent silent
        ? silent.answer()
        : answers.toDelete(ours, ((DpsCalls.Answered) call).answer());
  }

  @Override
  public FindAnswer find(Enrollment ours) {
    DpsCalls.Call call = calls.get(path(ours), "find " + ours.registrationId());
    return call instanceof DpsCalls.Silent silent
        ? silent.asked()
        : compare(ours, ((DpsCalls.Answered) call).answer());
  }

  private FindAnswer compare(Enrollment ours, HttpAnswer answer) {
    FindAnswer found = answers.toFind(ours, answer);
    return ours.attestation() instanceof SymmetricKeyAttestation keys && mayBeOurs(found)
        ? compareKeys(ours, keys, found)
        : found;
  }

  @Override
  public RightsAnswer rights() {
    return rights.ask();
  }

  @Override
  public int operationsToFind(Enrollment ours) {
    return ours.attestation() instanceof SymmetricKeyAttestation ? 2 : 1;
  }

  @Override
  public GroupAnswer find(GroupWanted wanted) {
    return groups.find(wanted);
  }

  private static boolean mayBeOurs(FindAnswer found) {
    return found instanceof FindAnswer.Same
        || (found instanceof FindAnswer.Different different && different.sameDevice());
  }

  /** The answer to a question has no keys in it; they have a call of their own. */
  private FindAnswer compareKeys(
      Enrollment ours, SymmetricKeyAttestation keys, FindAnswer foundSoFar) {
    DpsCalls.Secrets<List<Difference>> asked =
        calls.secrets(
            path(ours), "compare " + ours.registrationId(), json -> differences(keys, json));
    if (asked instanceof DpsCalls.Secrets.Not<List<Difference>> not) {
      return not.call() instanceof DpsCalls.Silent silent
          ? silent.asked()
          : answers.withoutEnrollment(ours, ((DpsCalls.Answered) not.call()).answer());
    }
    List<Difference> differences = ((DpsCalls.Secrets.Taken<List<Difference>>) asked).value();
    if (differences.isEmpty()) {
      return foundSoFar;
    }
    List<Difference> all = new ArrayList<>(differences);
    if (foundSoFar instanceof FindAnswer.Different different) {
      all.addAll(different.differences());
    }
    return new FindAnswer.Different(false, all, foundSoFar.version());
  }

  private static List<Difference> differences(SymmetricKeyAttestation ours, byte[] json) {
    Optional<ServiceKeys> read = ServiceKeys.read(json);
    if (read.isEmpty()) {
      return List.of(new Difference("attestation.symmetricKey", "two keys", "nothing"));
    }
    try (ServiceKeys theirs = read.get()) {
      List<Difference> differences = new ArrayList<>();
      if (!same(ours.primary(), theirs.primary())) {
        differences.add(otherKey("primaryKey"));
      }
      if (theirs.secondary().filter(key -> same(ours.secondary(), key)).isEmpty()) {
        differences.add(otherKey("secondaryKey"));
      }
      return differences;
    }
  }

  /** How long it takes says nothing about where they differ. */
  private static boolean same(SecretBytes ours, SecretBytes theirs) {
    return ours.lend(our -> theirs.lend(their -> MessageDigest.isEqual(our, their)));
  }

  private static Difference otherKey(String field) {
    return new Difference("attestation.symmetricKey." + field, "the derived key", "another key");
  }

  static String path(Enrollment ours) {
    return "/enrollments/" + DpsCalls.encode(ours.registrationId());
  }
}
