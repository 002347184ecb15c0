package io.birthmark.station.run;

import io.birthmark.hsm.Problem;
import java.time.Clock;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * What was refused or is broken at slots, buttons and scanners, the newest of each: the sentence
 * behind three beeps, for those who ask with words. It is over when something works again.
 */
public final class FloorNews {

  /**
   * One of them.
   *
   * @param about a slot's name, or which part of the floor
   */
  public record Item(String about, Problem problem, Instant at) {}

  private final Clock clock;
  private final Map<String, Item> items = new ConcurrentHashMap<>();

  FloorNews(Clock clock) {
    this.clock = clock;
  }

  public void tell(String about, Problem problem) {
    items.put(about, new Item(about, problem, clock.instant()));
  }

  public void over(String about) {
    items.remove(about);
  }

  /** The oldest first. */
  public List<Item> all() {
    return items.values().stream()
        .sorted(Comparator.comparing(Item::at).thenComparing(Item::about))
        .toList();
  }
}
