package io.birthmark.emulator.enrollment;

import io.birthmark.emulator.http.RandomSource;
import io.birthmark.emulator.http.Refusal;
import io.birthmark.emulator.sas.Secret;
import io.birthmark.emulator.store.ETag;
import io.birthmark.emulator.store.Store;
import io.birthmark.emulator.tpm.TpmPublicArea;
import java.time.Clock;
import java.time.Instant;
import java.util.Optional;

/**
 * Creates, updates and deletes, one enrollment at a time, inside a transaction.
 *
 * <p>The service's one PUT is both create and update, and the {@code If-Match} header decides
 * which: without it an existing enrollment is a conflict, with it a missing one is.
 */
final class EnrollmentWriter {

  /** As long as the keys the service makes. */
  private static final int MADE_KEY_BYTES = 64;

  private final Kind kind;
  private final Clock clock;
  private final RandomSource random;
  private final boolean strictDuplicateEk;

  EnrollmentWriter(Kind kind, Clock clock, RandomSource random, boolean strictDuplicateEk) {
    this.kind = kind;
    this.clock = clock;
    this.random = random;
    this.strictDuplicateEk = strictDuplicateEk;
  }

  Enrollment write(Store.Transaction store, EnrollmentContent wanted, Optional<IfMatch> condition) {
    Optional<Enrollment> present = store.find(kind.table(), wanted.id());
    check(present, condition);
    if (strictDuplicateEk && wanted.attestation() instanceof Attestation.Tpm tpm) {
      holderOf(tpm.endorsementKey(), wanted.id(), store)
          .ifPresent(
              holder -> {
                throw Refusal.endorsementKeyTaken(holder);
              });
    }
    Instant now = clock.instant();
    Enrollment written =
        new Enrollment(
            complete(wanted, present),
            ETag.fresh(random),
            present.map(Enrollment::created).orElse(now),
            now);
    store.write(kind.table(), written);
    return written;
  }

  void delete(Store.Transaction store, String id, Optional<IfMatch> condition) {
    Enrollment present = store.find(kind.table(), id).orElseThrow(EnrollmentWriter::absent);
    requireMatch(present, condition);
    store.delete(kind.table(), present.id());
    if (kind == Kind.INDIVIDUAL) {
      // A group's registrations outlive the group, as at the service.
      store.delete(Registration.TABLE, present.id());
    }
  }

  private Optional<String> holderOf(
      TpmPublicArea endorsementKey, String butNot, Store.Transaction store) {
    return store
        .all(kind.table())
        .filter(other -> !other.id().equalsIgnoreCase(butNot))
        .filter(
            other ->
                other.attestation() instanceof Attestation.Tpm tpm
                    && tpm.endorsementKey().equals(endorsementKey))
        .map(Enrollment::id)
        .findFirst();
  }

  static Refusal absent() {
    return Refusal.notFound("Enrollment not found.");
  }

  private static void check(Optional<Enrollment> present, Optional<IfMatch> condition) {
    if (present.isPresent() && condition.isEmpty()) {
      throw Refusal.alreadyExists();
    }
    if (present.isEmpty() && condition.isPresent()) {
      throw absent();
    }
    present.ifPresent(enrollment -> requireMatch(enrollment, condition));
  }

  private static void requireMatch(Enrollment present, Optional<IfMatch> condition) {
    if (!condition.map(match -> match.admits(present.etag())).orElse(true)) {
      throw Refusal.preconditionFailed();
    }
  }

  /** An id keeps the case it was created with; symmetric keys left out are kept, or else made. */
  private EnrollmentContent complete(EnrollmentContent wanted, Optional<Enrollment> present) {
    EnrollmentContent named = present.map(Enrollment::id).map(wanted::withId).orElse(wanted);
    if (wanted.attestation() instanceof Attestation.SymmetricKey keys) {
      Optional<Attestation.SymmetricKey> before =
          present
              .map(Enrollment::attestation)
              .filter(Attestation.SymmetricKey.class::isInstance)
              .map(Attestation.SymmetricKey.class::cast);
      return named.withAttestation(
          new Attestation.SymmetricKey(
              keptOrMade(keys.primary(), before.flatMap(Attestation.SymmetricKey::primary)),
              keptOrMade(keys.secondary(), before.flatMap(Attestation.SymmetricKey::secondary))));
    }
    return named;
  }

  private Optional<Secret> keptOrMade(Optional<Secret> given, Optional<Secret> before) {
    return given.or(() -> before).or(() -> Optional.of(Secret.of(random.bytes(MADE_KEY_BYTES))));
  }
}
