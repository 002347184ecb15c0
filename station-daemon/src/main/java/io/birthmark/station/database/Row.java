package io.birthmark.station.database;

import io.birthmark.hsm.Bytes;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;

/** One row of an answer, read by column name; times are milliseconds since 1970 in UTC. */
public final class Row {
  private final ResultSet at;
  private final StorageProblems problems;

  Row(ResultSet at, StorageProblems problems) {
    this.at = at;
    this.problems = problems;
  }

  public String text(String column) {
    return maybeText(column).orElseThrow(() -> missing(column));
  }

  public Optional<String> maybeText(String column) {
    try {
      return Optional.ofNullable(at.getString(column));
    } catch (SQLException e) {
      throw problems.of(e);
    }
  }

  public long number(String column) {
    return maybeNumber(column).orElseThrow(() -> missing(column));
  }

  public OptionalLong maybeNumber(String column) {
    try {
      long value = at.getLong(column);
      return at.wasNull() ? OptionalLong.empty() : OptionalLong.of(value);
    } catch (SQLException e) {
      throw problems.of(e);
    }
  }

  public boolean flag(String column) {
    return number(column) != 0;
  }

  public Instant time(String column) {
    return Instant.ofEpochMilli(number(column));
  }

  public Optional<Instant> maybeTime(String column) {
    OptionalLong millis = maybeNumber(column);
    return millis.isPresent()
        ? Optional.of(Instant.ofEpochMilli(millis.getAsLong()))
        : Optional.empty();
  }

  public Bytes bytes(String column) {
    return maybeBytes(column).orElseThrow(() -> missing(column));
  }

  public Optional<Bytes> maybeBytes(String column) {
    try {
      return Optional.ofNullable(at.getBytes(column)).map(Bytes::of);
    } catch (SQLException e) {
      throw problems.of(e);
    }
  }

  private StorageException missing(String column) {
    return new StorageException(problems.damaged("a row lacks its " + column));
  }
}
