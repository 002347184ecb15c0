package io.birthmark.emulator.store;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * All that this instance of the service knows, by table and id.
 *
 * <p>Writers work one after another, each in a {@link Transaction}: its changes are kept durably in
 * one go and only then shown. Readers never wait and never see a change that a power cut could take
 * back.
 */
public final class Store {

  private final Map<Table<?>, NavigableMap<String, Object>> tables = new ConcurrentHashMap<>();
  private final Durability durability;

  public Store(Stream<Change<?>> known, Durability durability) {
    known.forEach(this::show);
    this.durability = durability;
  }

  public <T> Optional<T> find(Table<T> table, String id) {
    return Optional.ofNullable(rows(table).get(Table.key(id))).map(table::cast);
  }

  /** Rows in the order of their keys. */
  public <T> Stream<T> all(Table<T> table) {
    return rows(table).values().stream().map(table::cast);
  }

  /** Rows in the order of their keys, from the first key greater than {@code after}. */
  public <T> Stream<T> after(Table<T> table, String after) {
    return rows(table).tailMap(after, false).values().stream().map(table::cast);
  }

  public int size(Table<?> table) {
    return rows(table).size();
  }

  /** Does the work and keeps what it changed; if it throws, nothing has happened. */
  public synchronized <R> R change(Function<Transaction, R> work) {
    Transaction transaction = new Transaction();
    R result = work.apply(transaction);
    List<Change<?>> changes = List.copyOf(transaction.changes.values());
    if (changes.isEmpty()) {
      return result;
    }
    try {
      durability.keep(changes);
    } catch (IOException e) {
      throw new UncheckedIOException("The changes could not be written", e);
    }
    changes.forEach(this::show);
    return result;
  }

  private NavigableMap<String, Object> rows(Table<?> table) {
    return tables.computeIfAbsent(table, first -> new ConcurrentSkipListMap<>());
  }

  private void show(Change<?> change) {
    NavigableMap<String, Object> rows = rows(change.table());
    String key = Table.key(change.id());
    if (change instanceof Change.Written<?> written) {
      rows.put(key, written.row());
    } else {
      rows.remove(key);
    }
  }

  private record Place(Table<?> table, String key) {}

  /** The store as one writer sees it: with its own changes, which nobody else sees yet. */
  public final class Transaction {

    private final Map<Place, Change<?>> changes = new LinkedHashMap<>();

    private Transaction() {}

    public <T> Optional<T> find(Table<T> table, String id) {
      Change<?> own = changes.get(new Place(table, Table.key(id)));
      if (own == null) {
        return Store.this.find(table, id);
      }
      return own instanceof Change.Written<?> written
          ? Optional.of(table.cast(written.row()))
          : Optional.empty();
    }

    /** Every row, in no order. Looks at the whole table: not for the daily work. */
    public <T> Stream<T> all(Table<T> table) {
      Stream<String> own =
          changes.keySet().stream().filter(place -> place.table() == table).map(Place::key);
      return Stream.concat(rows(table).keySet().stream(), own)
          .distinct()
          .flatMap(key -> find(table, key).stream());
    }

    public <T> void write(Table<T> table, T row) {
      put(new Change.Written<>(table, row));
    }

    public void delete(Table<?> table, String id) {
      put(new Change.Deleted<>(table, id));
    }

    private void put(Change<?> change) {
      changes.put(new Place(change.table(), Table.key(change.id())), change);
    }
  }
}
