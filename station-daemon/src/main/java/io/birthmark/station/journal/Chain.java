package io.birthmark.station.journal;

import io.birthmark.hsm.Bytes;
import io.birthmark.station.database.Database;
import io.birthmark.station.journal.ChainBreak.Kind;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Reads the chain of events from the first to the last, a page at a time: a million devices need no
 * more memory than ten, and a line that works meanwhile is not held up.
 */
public final class Chain {
  private static final int PAGE = 1000;
  // So far around a break it is looked for what was there; further off it is just told as changed.
  private static final int AROUND = 64;

  private final Database database;

  public Chain(Database database) {
    this.database = database;
  }

  /**
   * An event that is what was written, and where it was written.
   *
   * @param detail JSON
   */
  public record Sound(
      long id, Bytes hash, Instant at, String who, String kind, Optional<String> detail) {}

  /**
   * Walks until the end or the first break.
   *
   * @param each is given every event before that, in order
   */
  public Optional<ChainBreak> walk(Consumer<Sound> each) {
    Bytes beforeLast = EventText.GENESIS;
    Bytes last = EventText.GENESIS;
    long id = 0;
    List<StoredEvent> page = page(Long.MIN_VALUE, PAGE);
    while (!page.isEmpty()) {
      for (StoredEvent event : page) {
        if (event.id() != id + 1) {
          return Optional.of(gap(id + 1, event.id()));
        }
        if (!event.follows(last, event.id())) {
          return Optional.of(explain(event.id(), beforeLast, last));
        }
        beforeLast = last;
        last = event.hash().orElseThrow();
        id = event.id();
        each.accept(event.sound());
      }
      page = page(id, PAGE);
    }
    return Optional.empty();
  }

  private List<StoredEvent> page(long after, int most) {
    return database.read(snapshot -> StoredEvent.after(snapshot, after, most));
  }

  private static ChainBreak gap(long expected, long found) {
    return found > expected
        ? new ChainBreak(Kind.REMOVED, expected, found - expected)
        : new ChainBreak(Kind.INSERTED, found, 0);
  }

  private ChainBreak explain(long at, Bytes beforeLast, Bytes last) {
    List<StoredEvent> around = page(at - 1, AROUND);
    StoredEvent here = around.get(0);
    if (at > 1 && here.follows(beforeLast, at - 1)) {
      // It was number at - 1 when it was written: the one that is that now came in between.
      return new ChainBreak(Kind.INSERTED, at - 1, 0);
    }
    Optional<StoredEvent> genuine =
        around.stream().filter(event -> event.follows(last, at)).findFirst();
    if (genuine.isPresent()) {
      return new ChainBreak(cameBetween(around, genuine.get(), at), at, 0);
    }
    for (long shift = 1; shift < AROUND && around.size() > 1; shift++) {
      if (around.get(1).follows(here.hash().orElse(Bytes.EMPTY), at + 1 + shift)) {
        return new ChainBreak(Kind.REMOVED, at, shift);
      }
    }
    return new ChainBreak(Kind.CHANGED, at, 0);
  }

  /**
   * The event that was number {@code at} stands further on: behind others of ours, or strangers.
   */
  private static Kind cameBetween(List<StoredEvent> around, StoredEvent genuine, long at) {
    Bytes hash = genuine.hash().orElseThrow();
    boolean oursBeforeIt =
        around.stream()
            .takeWhile(event -> event.id() < genuine.id())
            .anyMatch(event -> isSuccessor(event, hash, at) || vouchesForTheNext(around, event));
    return oursBeforeIt ? Kind.REORDERED : Kind.INSERTED;
  }

  private static boolean isSuccessor(StoredEvent event, Bytes hash, long at) {
    return event.follows(hash, at + 1);
  }

  /** An event from further on whose own successor is still there. */
  private static boolean vouchesForTheNext(List<StoredEvent> around, StoredEvent event) {
    return event.hash().isPresent()
        && around.stream()
            .anyMatch(
                other ->
                    other.id() != event.id()
                        && other.follows(event.hash().orElseThrow(), other.id()));
  }
}
