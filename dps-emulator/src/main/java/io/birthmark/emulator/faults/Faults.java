package io.birthmark.emulator.faults;

import io.birthmark.emulator.enrollment.ItemFaults;
import io.birthmark.emulator.faults.FaultSpec.Kind;
import io.birthmark.emulator.http.Operation;
import io.birthmark.emulator.http.Refusal;
import io.birthmark.emulator.store.Table;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;

/**
 * What goes wrong now. Can be changed while the emulator runs.
 *
 * <p>Three sources, in this order: an outage (every call is dropped), faults ordered for the next
 * calls of one operation, and chance. Ordered faults are for tests that need the one failure;
 * chance is for a line that must live with many.
 */
public final class Faults implements ItemFaults {
  private static final Set<Operation> UPLOADS =
      Set.of(Operation.BULK, Operation.GET_ENROLLMENT, Operation.DELETE_ENROLLMENT);

  private final Random seeds;
  private final Clock clock;
  private final Map<Operation, Deque<Fault>> ordered = new EnumMap<>(Operation.class);
  private final Map<String, Refusal> refused = new HashMap<>();
  private FaultSpec spec;
  private Random chance;
  private boolean outage;
  private Instant stormEnds = Instant.MIN;

  /**
   * Begins with chance alone.
   *
   * @param seeds draws the seed where the spec gives none
   * @param clock how long a storm lasts
   */
  public Faults(FaultSpec spec, Random seeds, Clock clock) {
    this.seeds = seeds;
    this.clock = clock;
    this.spec = spec;
    this.chance = chanceOf(spec);
  }

  /** Replaces what goes wrong by chance, and starts its dice again. */
  public synchronized void byChance(FaultSpec replacement) {
    spec = replacement;
    chance = chanceOf(replacement);
  }

  /** The time as the emulator has it: off by what the spec says. */
  public Clock clock() {
    return new SkewedClock(clock, this::skew);
  }

  private synchronized Duration skew() {
    return spec.skew();
  }

  /** The next calls of one operation fail in this way, after those already ordered. */
  public synchronized void next(int calls, Operation operation, Fault fault) {
    Deque<Fault> queue = ordered.computeIfAbsent(operation, key -> new ArrayDeque<>());
    for (int i = 0; i < calls; i++) {
      queue.addLast(fault);
    }
  }

  /** No enrollment or group with this id is written any more, alone or in bulk; all others are. */
  public synchronized void refuse(String id, int errorCode, String message) {
    refused.put(Table.key(id), Refusal.of(errorCode / 1000, errorCode, message));
  }

  /** Takes a {@link #refuse} back. */
  public synchronized void accept(String id) {
    refused.remove(Table.key(id));
  }

  /** While it lasts, every call of both APIs is dropped before anything is done. */
  public synchronized void outage(boolean lasts) {
    outage = lasts;
  }

  /** From now on nothing goes wrong. */
  public synchronized void clear() {
    ordered.clear();
    refused.clear();
    outage = false;
    stormEnds = Instant.MIN;
    byChance(FaultSpec.NONE);
  }

  /** What goes wrong with this call; asked once for each. */
  public synchronized List<Fault> drawFor(Operation operation) {
    if (outage) {
      return List.of(new Fault.DropBefore());
    }
    List<Fault> drawn = new ArrayList<>(byChance(operation));
    Optional.ofNullable(ordered.get(operation))
        .flatMap(queue -> Optional.ofNullable(queue.pollFirst()))
        .ifPresent(fault -> drawn.add(0, fault));
    return List.copyOf(drawn);
  }

  @Override
  public synchronized Optional<Refusal> refusalOf(Operation operation, String id) {
    boolean unlucky =
        (operation == Operation.BULK || operation == Operation.BULK_GROUPS)
            && targets(operation)
            && chance.nextDouble() < spec.chanceOf(Kind.PARTIAL);
    return Optional.ofNullable(refused.get(Table.key(id)))
        .or(() -> unlucky ? Optional.of(Refusal.transientItem()) : Optional.empty());
  }

  private List<Fault> byChance(Operation operation) {
    List<Fault> drawn = new ArrayList<>();
    if (!targets(operation)) {
      return drawn;
    }
    for (Kind kind : Kind.values()) {
      // One throw of the dice for each kind, wanted or not, so that a seed means the same calls for
      // every spec.
      double thrown = kind == Kind.PARTIAL ? 1 : chance.nextDouble();
      if (thrown < spec.chanceOf(kind)) {
        drawn.add(fault(kind));
      }
    }
    stormRefuses().ifPresent(refusal -> drawn.add(0, refusal));
    return drawn;
  }

  private Optional<Fault> stormRefuses() {
    Duration left = Duration.between(clock.instant(), stormEnds);
    return left.isNegative() || left.isZero()
        ? Optional.empty()
        : Optional.of(new Fault.Throttle((int) left.plusMillis(999).toSeconds()));
  }

  private Fault storm() {
    stormEnds = clock.instant().plus(spec.storm());
    return new Fault.Throttle((int) spec.storm().plusMillis(999).toSeconds());
  }

  private Fault fault(Kind kind) {
    return switch (kind) {
      case THROTTLE -> new Fault.Throttle(1);
      case SERVER_ERROR -> new Fault.ServerError(500);
      case UNAVAILABLE -> new Fault.ServerError(503);
      case SLOW -> new Fault.Slow(spec.slowness());
      case DROP_BEFORE -> new Fault.DropBefore();
      case DROP_AFTER -> new Fault.DropAfter();
      case STORM -> storm();
      case WRONG_ETAG -> new Fault.WrongETag();
      case PARTIAL -> throw new IllegalStateException("partial is drawn for each item");
    };
  }

  private boolean targets(Operation operation) {
    return switch (spec.target()) {
      case ALL -> true;
      case SERVICE -> operation.side() == Operation.Side.SERVICE;
      case UPLOAD -> UPLOADS.contains(operation);
      case DEVICE -> operation.side() == Operation.Side.DEVICE;
    };
  }

  private Random chanceOf(FaultSpec replacement) {
    return new Random(replacement.seed().orElseGet(seeds::nextLong));
  }
}
