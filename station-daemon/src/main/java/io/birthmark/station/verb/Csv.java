package io.birthmark.station.verb;

import java.util.List;
import java.util.stream.Collectors;

/** Lines of RFC 4180. */
final class Csv {
  private Csv() {}

  static String line(List<String> fields) {
    return fields.stream().map(Csv::field).collect(Collectors.joining(","));
  }

  /** A leading formula character is disarmed for spreadsheets. */
  private static String field(String value) {
    String safe = value.matches("[=+@\\t\\r-].*") ? "'" + value : value;
    return safe.matches("[^\",\\r\\n]*") ? safe : '"' + safe.replace("\"", "\"\"") + '"';
  }
}
