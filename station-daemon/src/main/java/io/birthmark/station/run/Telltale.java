package io.birthmark.station.run;

import org.slf4j.MDC;

/**
 * What every line that this thread logs is about, until it is closed: in the journal it becomes a
 * field, {@code BIRTHMARK_SLOT} and so on.
 */
final class Telltale implements AutoCloseable {
  private final String key;

  private Telltale(String key) {
    this.key = key;
  }

  /** An empty value tells nothing. */
  static Telltale of(String name, String value) {
    String key = "BIRTHMARK_" + name;
    if (!value.isEmpty()) {
      MDC.put(key, value);
    }
    return new Telltale(key);
  }

  @Override
  public void close() {
    MDC.remove(key);
  }
}
