package io.birthmark.emulator.enrollment;

import io.birthmark.emulator.tpm.TpmPublicArea;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * All enrollments by id.
 *
 * <p>Writers work one after another, each in a {@link Transaction}: its changes are kept durably in
 * one go and only then shown. Readers never wait and never see a change that a power cut could take
 * back.
 */
public final class EnrollmentStore {

  private final NavigableMap<String, Enrollment> byKey = new ConcurrentSkipListMap<>();
  private final Durability durability;

  public EnrollmentStore(Stream<Enrollment> known, Durability durability) {
    known.forEach(enrollment -> byKey.put(Enrollment.key(enrollment.registrationId()), enrollment));
    this.durability = durability;
  }

  public Optional<Enrollment> find(String registrationId) {
    return Optional.ofNullable(byKey.get(Enrollment.key(registrationId)));
  }

  /** Enrollments in the order of their keys, from the first key greater than {@code after}. */
  Stream<Enrollment> after(String after) {
    return byKey.tailMap(after, false).values().stream();
  }

  public int size() {
    return byKey.size();
  }

  /** Does the work and keeps what it changed; if it throws, nothing has happened. */
  public synchronized <T> T change(Function<Transaction, T> work) {
    Transaction transaction = new Transaction();
    T result = work.apply(transaction);
    List<Change> changes = List.copyOf(transaction.changes.values());
    if (changes.isEmpty()) {
      return result;
    }
    try {
      durability.keep(changes);
    } catch (IOException e) {
      throw new UncheckedIOException("The enrollments could not be written", e);
    }
    changes.forEach(this::show);
    return result;
  }

  private void show(Change change) {
    String key = Enrollment.key(change.registrationId());
    if (change instanceof Change.Written written) {
      byKey.put(key, written.enrollment());
    } else {
      byKey.remove(key);
    }
  }

  /** The store as one writer sees it: with its own changes, which nobody else sees yet. */
  public final class Transaction {

    private final Map<String, Change> changes = new LinkedHashMap<>();

    private Transaction() {}

    public Optional<Enrollment> find(String registrationId) {
      Change own = changes.get(Enrollment.key(registrationId));
      if (own == null) {
        return EnrollmentStore.this.find(registrationId);
      }
      return own instanceof Change.Written written
          ? Optional.of(written.enrollment())
          : Optional.empty();
    }

    public void write(Enrollment enrollment) {
      changes.put(Enrollment.key(enrollment.registrationId()), new Change.Written(enrollment));
    }

    void delete(String registrationId) {
      changes.put(Enrollment.key(registrationId), new Change.Deleted(registrationId));
    }

    /** Who else has this endorsement key. Looks at every enrollment: for the strict mode only. */
    Optional<String> holderOf(TpmPublicArea endorsementKey, String butNot) {
      Stream<String> ids =
          Stream.concat(byKey.keySet().stream(), changes.keySet().stream()).distinct();
      return ids.filter(key -> !key.equals(Enrollment.key(butNot)))
          .flatMap(key -> find(key).stream())
          .filter(
              other ->
                  other.attestation() instanceof Attestation.Tpm tpm
                      && tpm.endorsementKey().equals(endorsementKey))
          .map(Enrollment::registrationId)
          .findFirst();
    }
  }
}
