package io.birthmark.station.config;

import org.tomlj.TomlPosition;

/** A place in the file, both counted from 1, as editors do. */
public record Position(int line, int column) {

  static Position of(TomlPosition position) {
    return new Position(position.line(), position.column());
  }

  @Override
  public String toString() {
    return line + ":" + column;
  }
}
