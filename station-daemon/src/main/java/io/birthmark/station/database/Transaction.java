package io.birthmark.station.database;

import java.sql.Connection;
import java.sql.SQLException;

/** The one writer's view while its transaction is open: what it reads includes what it wrote. */
public final class Transaction extends Snapshot {
  private long changes;

  Transaction(Connection connection, StorageProblems problems) {
    super(connection, problems);
  }

  /** Runs a statement that changes rows, and says how many it changed. */
  public int change(String sql, Object... parameters) {
    try {
      int changed = bound(sql, parameters).executeUpdate();
      changes += changed;
      return changed;
    } catch (SQLException e) {
      throw problems.of(e);
    }
  }

  /** Inserts one row and gives its row ID. */
  public long insert(String sql, Object... parameters) {
    change(sql, parameters);
    return first("SELECT last_insert_rowid() AS id", row -> row.number("id")).orElseThrow();
  }

  long takeChanges() {
    long taken = changes;
    changes = 0;
    return taken;
  }
}
