package io.birthmark.emulator.store;

import java.util.Locale;
import java.util.function.Function;

/** One kind of row, each under its id. There is one table object for each kind. */
public final class Table<T> {

  private final String name;
  private final Class<T> type;
  private final Function<T, String> id;

  private Table(String name, Class<T> type, Function<T, String> id) {
    this.name = name;
    this.type = type;
    this.id = id;
  }

  public static <T> Table<T> of(String name, Class<T> type, Function<T, String> id) {
    return new Table<>(name, type, id);
  }

  /** Ids are compared without case. */
  public static String key(String id) {
    return id.toLowerCase(Locale.ROOT);
  }

  public String name() {
    return name;
  }

  public String idOf(T row) {
    return id.apply(row);
  }

  /** The row as one of this table. */
  public T cast(Object row) {
    return type.cast(row);
  }

  @Override
  public String toString() {
    return name;
  }
}
