package io.birthmark.station.database;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The numbered files that make the tables, in order; the first is version 1. */
record Migrations(List<String> scripts) {

  static Migrations fromResources() {
    List<String> scripts = new ArrayList<>();
    for (int version = 1; ; version++) {
      String name = String.format(Locale.ROOT, "%04d.sql", version);
      try (InputStream script = Migrations.class.getResourceAsStream(name)) {
        if (script == null) {
          return new Migrations(List.copyOf(scripts));
        }
        scripts.add(new String(script.readAllBytes(), StandardCharsets.UTF_8));
      } catch (IOException e) {
        throw new UncheckedIOException("cannot read the migration " + name, e);
      }
    }
  }

  int newest() {
    return scripts.size();
  }

  String script(int version) {
    return scripts.get(version - 1);
  }
}
