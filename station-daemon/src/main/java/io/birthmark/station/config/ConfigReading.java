package io.birthmark.station.config;

import java.util.List;
import java.util.stream.Collectors;

/** What came of reading a configuration file. */
public sealed interface ConfigReading {

  /** The file is good; what deserves a word is in {@link StationConfig#notices}. */
  record Loaded(StationConfig config) implements ConfigReading {}

  /** The file cannot be used, for all of these reasons; there is at least one. */
  record Refused(List<ConfigRemark> errors) implements ConfigReading {

    public Refused {
      errors = List.copyOf(errors);
    }

    /** All errors, a line each, ready to print. */
    public String text() {
      return errors.stream().map(ConfigRemark::toString).collect(Collectors.joining("\n"));
    }
  }
}
