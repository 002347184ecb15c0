package io.birthmark.station.time;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.Properties;

/** When this version was built, as the build wrote it down. */
public final class BuildTime {
  private BuildTime() {}

  public static Instant read() {
    Properties built = new Properties();
    try (InputStream file = BuildTime.class.getResourceAsStream("built.properties")) {
      if (file == null) {
        throw new IllegalStateException("the build left no time stamp");
      }
      built.load(file);
    } catch (IOException e) {
      throw new UncheckedIOException("the build's time stamp cannot be read", e);
    }
    return Instant.parse(built.getProperty("at", ""));
  }
}
