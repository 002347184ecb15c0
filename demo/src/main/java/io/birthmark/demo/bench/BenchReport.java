package io.birthmark.demo.bench;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** All figures of one bench, for people and for programs. */
public final class BenchReport {
  /** Every key that a report has, measured or not. */
  static final List<String> KEYS =
      List.of(
          "first_run_overhead_ms",
          "first_run_over_paced_tpm",
          "shell_over_ours",
          "tpm_commands_first",
          "tpm_commands_repeat",
          "fsyncs_per_device",
          "slots8_over_slots1",
          "budget_share",
          "share_429",
          "ready_over_bare_jvm",
          "rss_over_bare_jvm",
          "rss_after_1000_over_rest",
          "day_rss_last_over_first_hour",
          "day_fds_growth",
          "duplicate_check_p99_ms",
          "reopen_ms",
          "journal_bytes_per_device");

  private record Entry(Measurement measurement, Result result) {}

  private final String machine;
  private final List<Entry> entries = new ArrayList<>();

  BenchReport(String machine) {
    this.machine = machine;
  }

  void add(Measurement measurement, Result result) {
    entries.add(new Entry(measurement, result));
  }

  /** Whether everything that can be measured here was. */
  public boolean sound() {
    return entries.stream().noneMatch(entry -> entry.result() instanceof Result.Broken);
  }

  /** One flat object: the figures by their keys, {@code null} where there is none. */
  public ObjectNode json() {
    ObjectNode json = new ObjectMapper().createObjectNode();
    KEYS.forEach(json::putNull);
    for (Entry entry : entries) {
      if (entry.result() instanceof Result.Measured measured) {
        measured.figures().forEach(figure -> put(json, figure));
      }
    }
    return json;
  }

  private static void put(ObjectNode json, Figure figure) {
    double value = figure.value();
    if (value == Math.rint(value)) {
      json.put(figure.key(), Math.round(value));
    } else {
      json.put(figure.key(), Math.round(value * 10_000) / 10_000.0);
    }
  }

  /** The same for people, with goals and divisors. */
  public String table() {
    List<String> lines = new ArrayList<>();
    lines.add(machine);
    lines.add("");
    lines.add(String.format("%-28s %10s %-3s %8s", "figure", "measured", "", "goal"));
    for (Entry entry : entries) {
      if (entry.result() instanceof Result.Measured measured) {
        measured.figures().forEach(figure -> lines.addAll(rows(figure)));
      } else if (entry.result() instanceof Result.LeftOut leftOut) {
        lines.add(missing(entry) + " left out: " + leftOut.why());
      } else if (entry.result() instanceof Result.Broken broken) {
        lines.add(missing(entry) + " failed: " + broken.why());
      }
    }
    for (Entry entry : entries) {
      if (entry.result() instanceof Result.Measured measured && !measured.notes().isEmpty()) {
        lines.add("");
        lines.addAll(measured.notes());
      }
    }
    return String.join("\n", lines);
  }

  private static List<String> rows(Figure figure) {
    String row =
        String.format(
            "%-28s %10s %-3s %8s  %s",
            figure.key(),
            number(figure.value()),
            figure.unit(),
            figure.goal().text(),
            figure.goal().verdict(figure.value()));
    return List.of(row.stripTrailing(), "    " + figure.beside());
  }

  private static String missing(Entry entry) {
    return String.join(", ", entry.measurement().keys());
  }

  private static String number(double value) {
    return value == Math.rint(value)
        ? String.format(Locale.ROOT, "%.0f", value)
        : String.format(Locale.ROOT, Math.abs(value) < 10 ? "%.3f" : "%.1f", value);
  }
}
