package io.birthmark.emulator.device;

import io.birthmark.emulator.http.RandomSource;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** Registrations a device may still ask after, each under its operation id, for an hour. */
final class PendingOperations {

  private static final Duration LIFETIME = Duration.ofHours(1);
  private static final int ID_BYTES = 8;

  /** The service writes a small number here; clients take the whole id as it is. */
  private static final String PARTITION = "5";

  private final Clock clock;
  private final RandomSource random;
  private final Map<String, Pending> byId = new LinkedHashMap<>();

  private record Pending(RegistrationOperation operation, Instant expires) {}

  PendingOperations(Clock clock, RandomSource random) {
    this.clock = clock;
    this.random = random;
  }

  String newId() {
    return PARTITION + "." + random.hex(ID_BYTES) + "." + random.uuid();
  }

  synchronized void add(RegistrationOperation operation) {
    Instant now = clock.instant();
    // The oldest come first, so that clearing up stops at the first one that is still young.
    Iterator<Pending> oldest = byId.values().iterator();
    while (oldest.hasNext() && !oldest.next().expires().isAfter(now)) {
      oldest.remove();
    }
    byId.put(operation.id(), new Pending(operation, now.plus(LIFETIME)));
  }

  synchronized Optional<RegistrationOperation> find(String operationId, String registrationId) {
    return Optional.ofNullable(byId.get(operationId))
        .filter(pending -> pending.expires().isAfter(clock.instant()))
        .map(Pending::operation)
        .filter(operation -> operation.registrationId().equalsIgnoreCase(registrationId));
  }
}
