package io.birthmark.emulator.state;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.birthmark.emulator.http.Members;
import io.birthmark.emulator.store.Change;
import io.birthmark.emulator.store.Table;
import java.util.function.Function;

/** How the rows of one table stand in the journal. */
record RowFormat<T>(Table<T> table, Function<T, ObjectNode> write, Function<Members, T> read) {

  ObjectNode json(Object row) {
    return write.apply(table.cast(row));
  }

  Change<T> written(Members row) {
    return new Change.Written<>(table, read.apply(row));
  }

  Change<T> deleted(String id) {
    return new Change.Deleted<>(table, id);
  }
}
