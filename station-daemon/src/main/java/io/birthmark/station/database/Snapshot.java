package io.birthmark.station.database;

import io.birthmark.hsm.Bytes;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * The database as it is at one moment; several questions to one snapshot agree with each other.
 *
 * <p>Parameters may be {@link String}, {@link Integer}, {@link Long}, {@link Boolean}, {@link
 * Instant}, {@link Bytes}, or an {@link Optional} of these, which is NULL when empty.
 */
public class Snapshot {
  final Connection connection;
  final StorageProblems problems;
  // Preparing costs more than running these statements; there is a fixed, small number of them.
  private final Map<String, PreparedStatement> prepared = new HashMap<>();

  Snapshot(Connection connection, StorageProblems problems) {
    this.connection = connection;
    this.problems = problems;
  }

  public <T> List<T> list(String sql, Function<Row, T> read, Object... parameters) {
    List<T> rows = new ArrayList<>();
    each(sql, row -> rows.add(read.apply(row)), parameters);
    return List.copyOf(rows);
  }

  /** The first row, if there is one. */
  public <T> Optional<T> first(String sql, Function<Row, T> read, Object... parameters) {
    try (ResultSet answer = bound(sql, parameters).executeQuery()) {
      return answer.next() ? Optional.of(read.apply(new Row(answer, problems))) : Optional.empty();
    } catch (SQLException e) {
      throw problems.of(e);
    }
  }

  /** Hands on row by row, never holding them all; {@code sql} must not be in use further up. */
  public void each(String sql, Consumer<Row> take, Object... parameters) {
    try (ResultSet answer = bound(sql, parameters).executeQuery()) {
      Row row = new Row(answer, problems);
      while (answer.next()) {
        take.accept(row);
      }
    } catch (SQLException e) {
      throw problems.of(e);
    }
  }

  final PreparedStatement bound(String sql, Object... parameters) throws SQLException {
    PreparedStatement statement = prepared.get(sql);
    if (statement == null) {
      statement = connection.prepareStatement(sql);
      prepared.put(sql, statement);
    }
    statement.clearParameters();
    for (int i = 0; i < parameters.length; i++) {
      bind(statement, i + 1, parameters[i]);
    }
    return statement;
  }

  /** The statements that were used on this connection. */
  final Set<String> statements() {
    return Set.copyOf(prepared.keySet());
  }

  private static void bind(PreparedStatement statement, int index, Object value)
      throws SQLException {
    if (value instanceof Optional<?> optional) {
      if (optional.isPresent()) {
        bind(statement, index, optional.get());
      } else {
        statement.setNull(index, java.sql.Types.NULL);
      }
    } else if (value instanceof OptionalLong optional) {
      if (optional.isPresent()) {
        statement.setLong(index, optional.getAsLong());
      } else {
        statement.setNull(index, java.sql.Types.NULL);
      }
    } else if (value instanceof String text) {
      statement.setString(index, text);
    } else if (value instanceof Bytes bytes) {
      statement.setBytes(index, bytes.toArray());
    } else if (value instanceof Instant time) {
      statement.setLong(index, time.toEpochMilli());
    } else if (value instanceof Boolean flag) {
      statement.setInt(index, flag ? 1 : 0);
    } else if (value instanceof Number number) {
      statement.setLong(index, number.longValue());
    } else {
      throw new IllegalArgumentException("no column holds a " + value.getClass().getName());
    }
  }
}
