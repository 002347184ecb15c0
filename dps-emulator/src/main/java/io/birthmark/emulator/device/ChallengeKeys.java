package io.birthmark.emulator.device;

import io.birthmark.emulator.http.RandomSource;
import io.birthmark.emulator.sas.Secret;
import io.birthmark.emulator.store.Table;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The keys TPM devices were challenged with and may sign with for an hour.
 *
 * <p>A few are kept for each device, because a device that missed one answer asks again while an
 * older one may still arrive. They live in memory only: after a restart a device is simply
 * challenged anew.
 */
final class ChallengeKeys {

  private static final Duration LIFETIME = Duration.ofHours(1);
  private static final int KEPT = 4;
  private static final int KEY_BYTES = 32;

  private final Clock clock;
  private final RandomSource random;
  private final Map<String, Deque<Issued>> byDevice = new HashMap<>();

  private record Issued(Secret key, Instant expires) {}

  ChallengeKeys(Clock clock, RandomSource random) {
    this.clock = clock;
    this.random = random;
  }

  synchronized Secret issue(String registrationId) {
    Deque<Issued> issued =
        byDevice.computeIfAbsent(Table.key(registrationId), id -> new ArrayDeque<>());
    Secret key = Secret.of(random.bytes(KEY_BYTES));
    issued.addLast(new Issued(key, clock.instant().plus(LIFETIME)));
    if (issued.size() > KEPT) {
      issued.removeFirst();
    }
    return key;
  }

  synchronized List<Secret> valid(String registrationId) {
    Instant now = clock.instant();
    Deque<Issued> issued = byDevice.getOrDefault(Table.key(registrationId), new ArrayDeque<>());
    issued.removeIf(one -> !one.expires().isAfter(now));
    return issued.stream().map(Issued::key).toList();
  }
}
