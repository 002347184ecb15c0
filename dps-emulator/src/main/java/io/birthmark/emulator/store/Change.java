package io.birthmark.emulator.store;

/** One line of what happened to the store. */
public sealed interface Change<T> {

  Table<T> table();

  String id();

  /** A row was written, whole. */
  record Written<T>(Table<T> table, T row) implements Change<T> {

    @Override
    public String id() {
      return table.idOf(row);
    }
  }

  /** A row was deleted. */
  record Deleted<T>(Table<T> table, String id) implements Change<T> {}
}
